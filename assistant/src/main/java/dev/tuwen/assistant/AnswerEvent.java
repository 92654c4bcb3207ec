package dev.tuwen.assistant;

/// What happens while a question is answered.
public sealed interface AnswerEvent {
    /// Pictures are brought into the model's terms. Not sent for pictures the assistant has looked at before.
    ///
    /// @param picture which picture of the question, from 0
    /// @param pictures how many pictures have to be looked at
    /// @param slice how many slices of this picture are done
    /// @param slices how many slices this picture has
    /// @param estimatedMillisLeft time until all pictures are done, or -1 while unknown
    record LookingAtPicture(int picture, int pictures, int slice, int slices, long estimatedMillisLeft)
            implements AnswerEvent {}

    /// The prompt is read.
    ///
    /// @param tokensDone how much of it
    /// @param tokensTotal how much there is to read, without what was kept from before
    record Reading(int tokensDone, int tokensTotal) implements AnswerEvent {}

    /// The answer grows.
    ///
    /// @param piece whole characters, never empty
    record Text(String piece) implements AnswerEvent {}

    /// The conversation did not fit: the oldest turns are not shown to the model any more; pictures are. Before the
    /// answer.
    ///
    /// @param count how many turns, each a question and its answer, were left out since the last answer
    record TurnsForgotten(int count) implements AnswerEvent {}

    /// The answer is complete, or was stopped. Always the last.
    ///
    /// @param answer the whole of it
    record Finished(Answer answer) implements AnswerEvent {}

    /// There is no answer. Always the last. The question stays in [Chat#messages()]; [Chat#regenerate] asks it again.
    ///
    /// @param failure why
    record Failed(RuntimeException failure) implements AnswerEvent {}
}

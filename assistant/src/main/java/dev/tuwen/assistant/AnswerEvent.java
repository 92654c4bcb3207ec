package dev.tuwen.assistant;

/// What happens while a question is answered.
public sealed interface AnswerEvent {
    /// Pictures go through the vision encoder. Not sent for pictures the assistant has encoded before.
    ///
    /// @param picture which picture of those that have to be encoded, from 0
    /// @param pictures how many have to be
    /// @param slice how many slices of this picture are done
    /// @param slices how many slices this picture has
    /// @param estimatedMillisLeft time until all pictures are done, or -1 while unknown
    record EncodingPicture(int picture, int pictures, int slice, int slices, long estimatedMillisLeft)
            implements AnswerEvent {}

    /// The prompt is prefilled.
    ///
    /// @param tokensDone how much of it
    /// @param tokensTotal how much there is to compute, without what the key-value cache holds
    record Prefill(int tokensDone, int tokensTotal) implements AnswerEvent {}

    /// The answer grows.
    ///
    /// @param text whole characters, never empty
    record TextDelta(String text) implements AnswerEvent {}

    /// Another token of the answer is decoded, whether it completes text or not.
    ///
    /// @param tokens of the answer so far
    /// @param tokensPerSecond of those after the first, or 0 while there is only that
    record Decoding(int tokens, double tokensPerSecond) implements AnswerEvent {}

    /// The dialogue does not fit: the oldest turns are not shown to the model; their pictures are. Before the answer.
    ///
    /// @param count how many turns, each a question and its answer, more than for the answer before
    record TurnsLeftOut(int count) implements AnswerEvent {}

    /// The answer is complete, or was stopped. Always the last.
    ///
    /// @param answer the whole of it
    record Finished(Answer answer) implements AnswerEvent {}

    /// There is no answer. Always the last.
    ///
    /// @param failure why
    record Failed(RuntimeException failure) implements AnswerEvent {}
}

package dev.tuwen.generate;

/// What happens while an answer is made, in order, on the engine thread.
public sealed interface GenerationEvent {
    /// The oldest turns no longer fit and were left out; their pictures stay.
    ///
    /// @param count how many questions with their answers
    record TurnsDropped(int count) implements GenerationEvent {}

    /// The prompt is being read.
    ///
    /// @param done new positions computed
    /// @param total new positions in all
    record Reading(int done, int total) implements GenerationEvent {}

    /// The next piece of the answer: whole characters.
    ///
    /// @param piece never empty
    record Text(String piece) implements GenerationEvent {}
}

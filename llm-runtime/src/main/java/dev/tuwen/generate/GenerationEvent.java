package dev.tuwen.generate;

/// What happens while an answer is made, in order, on the engine thread.
public sealed interface GenerationEvent {
    /// The oldest turns no longer fit and are left out; their pictures stay.
    ///
    /// @param count how many turns more than for the answer before
    record TurnsLeftOut(int count) implements GenerationEvent {}

    /// The prompt is prefilled.
    ///
    /// @param done new positions computed
    /// @param total new positions in all
    record Prefill(int done, int total) implements GenerationEvent {}

    /// The answer grows by whole characters.
    ///
    /// @param text never empty
    record TextDelta(String text) implements GenerationEvent {}

    /// Another token of the answer is decoded. Before the text it completes, if it completes any.
    ///
    /// @param tokens of the answer so far
    /// @param tokensPerSecond of those after the first, or 0 while there is only that
    record Decoding(int tokens, double tokensPerSecond) implements GenerationEvent {}
}

package dev.tuwen.generate;

/// Why an answer ended.
public enum StopReason {
    /// The model ended its turn.
    END_OF_TURN,
    /// As many tokens as were asked for.
    LENGTH,
    /// No position was left.
    CONTEXT_FULL,
    /// It was asked to stop.
    CANCELLED
}

package dev.tuwen.model;

/// The family a model is of.
public enum Family {
    /// MiniCPM-2B: text only.
    TEXT,
    /// MiniCPM-V 1.0: a picture becomes 64 tokens.
    V1,
    /// MiniCPM-V 2.0: a large picture is cut into slices of 64 tokens each.
    V2
}

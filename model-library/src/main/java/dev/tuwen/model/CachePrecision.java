package dev.tuwen.model;

/// How the keys and values of a conversation are kept in memory.
public enum CachePrecision {
    /// As exact as the weights: F32 beside F32 weights, else F16.
    AUTO,
    /// 16-bit floating point: 369 KB a token in MiniCPM-2B.
    F16,
    /// 8-bit integers in blocks of 32 with a scale: about half of that; the processor only.
    Q8_0
}

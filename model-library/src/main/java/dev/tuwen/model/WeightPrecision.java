package dev.tuwen.model;

/// How the weights of matrices are kept in memory.
public enum WeightPrecision {
    /// The most exact one that fits the memory which is free.
    AUTO,
    /// 32-bit floating point: what traces are computed in.
    F32,
    /// 16-bit floating point with the range of F32.
    BF16,
    /// 8-bit integers in blocks of 32 with a scale.
    Q8_0,
    /// 4-bit integers in blocks of 32 with a scale.
    Q4_0
}

package dev.tuwen.compute;

/// A function applied to each element of a projection's result.
public enum Activation {
    /// `f(x) = x`.
    NONE,
    /// `f(x) = x / (1 + e^−x)`.
    SILU,
    /// `f(x) = x · ½ (1 + erf(x / √2))`, the exact form; absolute error of the erf below 1e-6.
    GELU_ERF,
    /// `f(x) = x · ½ (1 + tanh(√(2/π) (x + 0.044715 x³)))`.
    GELU_TANH
}

package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.Activation;

/// The activation functions, one number at a time, in double precision.
public final class ActivationFunctions {
    private static final double SQUARE_ROOT_HALF = Math.sqrt(0.5);
    private static final double TANH_SCALE = Math.sqrt(2 / Math.PI);

    private ActivationFunctions() {}

    /// `activation(x)`.
    public static float of(Activation activation, float x) {
        return (float)
                switch (activation) {
                    case NONE -> x;
                    case SILU -> x / (1 + Math.exp(-x));
                    case GELU_ERF -> x * 0.5 * (1 + erf(x * SQUARE_ROOT_HALF));
                    case GELU_TANH -> x / (1 + Math.exp(-2 * TANH_SCALE * (x + 0.044715 * x * x * x)));
                };
    }

    /// Abramowitz and Stegun 7.1.26, absolute error below 1.5e-7.
    static double erf(double x) {
        double a = Math.abs(x);
        double t = 1 / (1 + 0.3275911 * a);
        double series = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
        return Math.copySign(1 - series * Math.exp(-a * a), x);
    }
}

package dev.tuwen.compute.cpu.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.kernels.ActivationFunctions;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Elements and rows in plain loops: for machines without vectors, and the twin that other kernels are tested against.
public final class ScalarElements implements ElementKernels {
    /// Nothing to prepare.
    public ScalarElements() {}

    @Override
    public void copy(View from, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(to, t, i, at(from, t, i));
            }
        }
    }

    @Override
    public void add(View a, View b, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(to, t, i, at(a, t, i) + at(b, t, i));
            }
        }
    }

    @Override
    public void multiply(View a, View b, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(to, t, i, at(a, t, i) * at(b, t, i));
            }
        }
    }

    @Override
    public void scale(View x, float scale, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(to, t, i, scale * at(x, t, i));
            }
        }
    }

    @Override
    public void addScaled(View a, View b, float scale, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(to, t, i, at(a, t, i) + scale * at(b, t, i));
            }
        }
    }

    @Override
    public void activate(Activation activation, View x, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < columns; i++) {
                put(x, t, i, ActivationFunctions.of(activation, at(x, t, i)));
            }
        }
    }

    @Override
    public void rmsNorm(View x, MemorySegment gain, float epsilon, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            float factor = (float) (1 / Math.sqrt(squares(x, t, 0, columns) / columns + epsilon));
            for (int i = 0; i < columns; i++) {
                put(to, t, i, at(x, t, i) * factor * at(gain, i));
            }
        }
    }

    @Override
    public void layerNorm(
            View x, MemorySegment gain, MemorySegment bias, float epsilon, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            double sum = 0;
            for (int i = 0; i < columns; i++) {
                sum += at(x, t, i);
            }
            float mean = (float) (sum / columns);
            float factor = (float) (1 / Math.sqrt(squares(x, t, mean, columns) / columns + epsilon));
            for (int i = 0; i < columns; i++) {
                put(to, t, i, (at(x, t, i) - mean) * factor * at(gain, i) + at(bias, i));
            }
        }
    }

    /// `Σ (x − center)²`.
    private static double squares(View x, int t, float center, int columns) {
        double squares = 0;
        for (int i = 0; i < columns; i++) {
            float v = at(x, t, i) - center;
            squares += (double) v * v;
        }
        return squares;
    }

    @Override
    public void rotate(View x, View table, View to, int rows, int half) {
        for (int t = 0; t < rows; t++) {
            for (int i = 0; i < half; i++) {
                float a = at(x, t, i);
                float b = at(x, t, i + half);
                float cosine = at(table, t, i);
                float sine = at(table, t, i + half);
                put(to, t, i, a * cosine - b * sine);
                put(to, t, i + half, b * cosine + a * sine);
            }
        }
    }

    private static float at(View from, int t, int i) {
        return from.memory().get(JAVA_FLOAT_UNALIGNED, from.row(t) + 4L * i);
    }

    private static float at(MemorySegment from, int i) {
        return from.get(JAVA_FLOAT_UNALIGNED, 4L * i);
    }

    private static void put(View to, int t, int i, float value) {
        to.memory().set(JAVA_FLOAT_UNALIGNED, to.row(t) + 4L * i, value);
    }
}

package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Elements and rows in vectors: whole vectors of a row first, what is left one by one. Loops read nothing from views:
/// what a view says is settled before.
public final class VectorElements implements ElementKernels {
    /// Settles the width of vectors for the whole process.
    public VectorElements() {}

    @Override
    public void copy(View from, View to, int rows, int columns) {
        MemorySegment source = from.memory();
        MemorySegment target = to.memory();
        for (int t = 0; t < rows; t++) {
            long x = from.row(t);
            long z = to.row(t);
            int i = 0;
            for (; i <= columns - LANES; i += LANES) {
                put(target, z, i, load(source, x, i));
            }
            for (; i < columns; i++) {
                put(target, z, i, at(source, x, i));
            }
        }
    }

    @Override
    public void add(View a, View b, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            add(a.memory(), a.row(t), b.memory(), b.row(t), to.memory(), to.row(t), columns);
        }
    }

    private static void add(
            MemorySegment a,
            long aOffset,
            MemorySegment b,
            long bOffset,
            MemorySegment to,
            long toOffset,
            int columns) {
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            put(to, toOffset, i, load(a, aOffset, i).add(load(b, bOffset, i)));
        }
        for (; i < columns; i++) {
            put(to, toOffset, i, at(a, aOffset, i) + at(b, bOffset, i));
        }
    }

    @Override
    public void multiply(View a, View b, View to, int rows, int columns) {
        for (int t = 0; t < rows; t++) {
            multiply(a.memory(), a.row(t), b.memory(), b.row(t), to.memory(), to.row(t), columns);
        }
    }

    private static void multiply(
            MemorySegment a,
            long aOffset,
            MemorySegment b,
            long bOffset,
            MemorySegment to,
            long toOffset,
            int columns) {
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            put(to, toOffset, i, load(a, aOffset, i).mul(load(b, bOffset, i)));
        }
        for (; i < columns; i++) {
            put(to, toOffset, i, at(a, aOffset, i) * at(b, bOffset, i));
        }
    }

    @Override
    public void scale(View x, float scale, View to, int rows, int columns) {
        MemorySegment source = x.memory();
        MemorySegment target = to.memory();
        for (int t = 0; t < rows; t++) {
            long from = x.row(t);
            long z = to.row(t);
            int i = 0;
            for (; i <= columns - LANES; i += LANES) {
                put(target, z, i, load(source, from, i).mul(scale));
            }
            for (; i < columns; i++) {
                put(target, z, i, scale * at(source, from, i));
            }
        }
    }

    @Override
    public void addScaled(View a, View b, float scale, View to, int rows, int columns) {
        MemorySegment first = a.memory();
        MemorySegment second = b.memory();
        MemorySegment target = to.memory();
        for (int t = 0; t < rows; t++) {
            long x = a.row(t);
            long y = b.row(t);
            long z = to.row(t);
            int i = 0;
            for (; i <= columns - LANES; i += LANES) {
                put(target, z, i, load(second, y, i).mul(scale).add(load(first, x, i)));
            }
            for (; i < columns; i++) {
                put(target, z, i, at(first, x, i) + scale * at(second, y, i));
            }
        }
    }

    @Override
    public void activate(Activation activation, View x, int rows, int columns) {
        if (x.pitch() == 4L * columns) {
            VectorMath.activate(activation, x.memory(), x.offset(), rows * columns);
            return;
        }
        for (int t = 0; t < rows; t++) {
            VectorMath.activate(activation, x.memory(), x.row(t), columns);
        }
    }

    @Override
    public void rmsNorm(View x, MemorySegment gain, float epsilon, View to, int rows, int columns) {
        MemorySegment source = x.memory();
        MemorySegment target = to.memory();
        for (int t = 0; t < rows; t++) {
            long from = x.row(t);
            long z = to.row(t);
            float factor = (float) (1 / Math.sqrt(squares(source, from, 0, columns) / columns + epsilon));
            int i = 0;
            for (; i <= columns - LANES; i += LANES) {
                put(target, z, i, load(source, from, i).mul(factor).mul(load(gain, 0, i)));
            }
            for (; i < columns; i++) {
                put(target, z, i, at(source, from, i) * factor * at(gain, 0, i));
            }
        }
    }

    @Override
    public void layerNorm(
            View x, MemorySegment gain, MemorySegment bias, float epsilon, View to, int rows, int columns) {
        MemorySegment source = x.memory();
        MemorySegment target = to.memory();
        for (int t = 0; t < rows; t++) {
            long from = x.row(t);
            long z = to.row(t);
            float mean = (float) (sum(source, from, columns) / columns);
            float factor = (float) (1 / Math.sqrt(squares(source, from, mean, columns) / columns + epsilon));
            int i = 0;
            for (; i <= columns - LANES; i += LANES) {
                FloatVector scaled = load(source, from, i).sub(mean).mul(factor);
                put(target, z, i, scaled.mul(load(gain, 0, i)).add(load(bias, 0, i)));
            }
            for (; i < columns; i++) {
                put(target, z, i, (at(source, from, i) - mean) * factor * at(gain, 0, i) + at(bias, 0, i));
            }
        }
    }

    private static double sum(MemorySegment x, long offset, int columns) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            sums = sums.add(load(x, offset, i));
        }
        double sum = VectorSums.of(sums);
        for (; i < columns; i++) {
            sum += at(x, offset, i);
        }
        return sum;
    }

    /// `Σ (x − center)²`.
    private static double squares(MemorySegment x, long offset, float center, int columns) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            FloatVector v = load(x, offset, i).sub(center);
            sums = sums.add(v.mul(v));
        }
        double sum = VectorSums.of(sums);
        for (; i < columns; i++) {
            double v = at(x, offset, i) - center;
            sum += v * v;
        }
        return sum;
    }

    @Override
    public void rotate(View x, View table, View to, int rows, int half) {
        for (int t = 0; t < rows; t++) {
            rotate(x.memory(), x.row(t), table.memory(), table.row(t), to.memory(), to.row(t), half);
        }
    }

    private static void rotate(
            MemorySegment x,
            long xOffset,
            MemorySegment table,
            long tableOffset,
            MemorySegment to,
            long toOffset,
            int half) {
        int i = 0;
        for (; i <= half - LANES; i += LANES) {
            FloatVector a = load(x, xOffset, i);
            FloatVector b = load(x, xOffset, i + half);
            FloatVector cosine = load(table, tableOffset, i);
            FloatVector sine = load(table, tableOffset, i + half);
            put(to, toOffset, i, a.mul(cosine).sub(b.mul(sine)));
            put(to, toOffset, i + half, b.mul(cosine).add(a.mul(sine)));
        }
        for (; i < half; i++) {
            float a = at(x, xOffset, i);
            float b = at(x, xOffset, i + half);
            float cosine = at(table, tableOffset, i);
            float sine = at(table, tableOffset, i + half);
            put(to, toOffset, i, a * cosine - b * sine);
            put(to, toOffset, i + half, b * cosine + a * sine);
        }
    }

    private static FloatVector load(MemorySegment from, long offset, int i) {
        return FloatVector.fromMemorySegment(FLOATS, from, offset + 4L * i, ORDER);
    }

    private static float at(MemorySegment from, long offset, int i) {
        return from.get(JAVA_FLOAT_UNALIGNED, offset + 4L * i);
    }

    private static void put(MemorySegment to, long offset, int i, FloatVector value) {
        value.intoMemorySegment(to, offset + 4L * i, ORDER);
    }

    private static void put(MemorySegment to, long offset, int i, float value) {
        to.set(JAVA_FLOAT_UNALIGNED, offset + 4L * i, value);
    }
}

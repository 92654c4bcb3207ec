package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Sums, products, norms and rotations of one row.
final class VectorRows {
    private VectorRows() {}

    static void add(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            load(a, aOffset, i).add(load(b, bOffset, i)).intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            put(to, toOffset, i, at(a, aOffset, i) + at(b, bOffset, i));
        }
    }

    static void multiply(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            load(a, aOffset, i).mul(load(b, bOffset, i)).intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            put(to, toOffset, i, at(a, aOffset, i) * at(b, bOffset, i));
        }
    }

    static void addScaled(
            MemorySegment a,
            long aOffset,
            MemorySegment b,
            long bOffset,
            float scale,
            MemorySegment to,
            long toOffset,
            int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            load(b, bOffset, i).mul(scale).add(load(a, aOffset, i)).intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            put(to, toOffset, i, at(a, aOffset, i) + scale * at(b, bOffset, i));
        }
    }

    static void copyRows(
            int rows,
            int count,
            MemorySegment from,
            long fromOffset,
            long fromPitch,
            MemorySegment to,
            long toOffset,
            long toPitch) {
        for (int t = 0; t < rows; t++) {
            long source = fromOffset + t * fromPitch;
            long target = toOffset + t * toPitch;
            int i = 0;
            for (; i <= count - LANES; i += LANES) {
                load(from, source, i).intoMemorySegment(to, target + 4L * i, ORDER);
            }
            for (; i < count; i++) {
                put(to, target, i, at(from, source, i));
            }
        }
    }

    static void addScaledRows(
            int rows,
            int count,
            MemorySegment a,
            long aOffset,
            long aPitch,
            MemorySegment b,
            long bOffset,
            long bPitch,
            float scale,
            MemorySegment to,
            long toOffset,
            long toPitch) {
        for (int t = 0; t < rows; t++) {
            addScaled(a, aOffset + t * aPitch, b, bOffset + t * bPitch, scale, to, toOffset + t * toPitch, count);
        }
    }

    static void scale(MemorySegment x, long xOffset, float scale, MemorySegment to, long toOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            load(x, xOffset, i).mul(scale).intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            put(to, toOffset, i, scale * at(x, xOffset, i));
        }
    }

    static void rmsNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns) {
        double squares = squares(x, xOffset, 0, columns);
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            load(x, xOffset, i).mul(factor).mul(load(gain, 0, i)).intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < columns; i++) {
            put(to, toOffset, i, at(x, xOffset, i) * factor * at(gain, 0, i));
        }
    }

    static void layerNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            MemorySegment bias,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns) {
        float mean = (float) (sum(x, xOffset, columns) / columns);
        double squares = squares(x, xOffset, mean, columns);
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            load(x, xOffset, i)
                    .sub(mean)
                    .mul(factor)
                    .mul(load(gain, 0, i))
                    .add(load(bias, 0, i))
                    .intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < columns; i++) {
            put(to, toOffset, i, (at(x, xOffset, i) - mean) * factor * at(gain, 0, i) + at(bias, 0, i));
        }
    }

    private static double sum(MemorySegment x, long xOffset, int columns) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            sums = sums.add(load(x, xOffset, i));
        }
        double sum = VectorSums.of(sums);
        for (; i < columns; i++) {
            sum += at(x, xOffset, i);
        }
        return sum;
    }

    /// `Σ (x − center)²`.
    private static double squares(MemorySegment x, long xOffset, float center, int columns) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= columns - LANES; i += LANES) {
            FloatVector v = load(x, xOffset, i).sub(center);
            sums = sums.add(v.mul(v));
        }
        double sum = VectorSums.of(sums);
        for (; i < columns; i++) {
            double v = at(x, xOffset, i) - center;
            sum += v * v;
        }
        return sum;
    }

    static void rotate(
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
            a.mul(cosine).sub(b.mul(sine)).intoMemorySegment(to, toOffset + 4L * i, ORDER);
            b.mul(cosine).add(a.mul(sine)).intoMemorySegment(to, toOffset + 4L * (i + half), ORDER);
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

    private static void put(MemorySegment to, long offset, int i, float value) {
        to.set(JAVA_FLOAT_UNALIGNED, offset + 4L * i, value);
    }
}

package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// One or two rows of activations times an F32 matrix, as in [VectorTiles]: as many vectors as keep the multipliers
/// busy.
final class VectorFewRows {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    private VectorFewRows() {}

    /// Any number of vectors.
    static void all(
            int rows,
            int columns,
            int outputs,
            MemorySegment w,
            long wOffset,
            float[] x,
            int xOffset,
            int xPitch,
            MemorySegment sums,
            long sumsOffset,
            long sumsPitch) {
        long bytes = 4L * outputs;
        long o = 0;
        for (; o <= bytes - 4 * VECTOR; o += 4 * VECTOR) {
            if (rows == 1) {
                one4(columns, w, wOffset + o, x, xOffset, sums, sumsOffset + o);
            } else {
                two4(columns, w, wOffset + o, x, xOffset, xOffset + xPitch, sums, sumsOffset + o, sumsPitch);
            }
        }
        for (; o < bytes; o += VECTOR) {
            for (int t = 0; t < rows; t++) {
                one1(columns, w, wOffset + o, x, xOffset + t * xPitch, sums, sumsOffset + t * sumsPitch + o);
            }
        }
    }

    /// Two rows by four vectors.
    private static void two4(
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int x0,
            int x1,
            MemorySegment sums,
            long sumsOffset,
            long pitch) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, o + 2 * VECTOR, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, o + 3 * VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
            v = FloatVector.broadcast(FLOATS, x[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            b2 = FUSED ? w2.fma(v, b2) : w2.mul(v).add(b2);
            b3 = FUSED ? w3.fma(v, b3) : w3.mul(v).add(b3);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        a2.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 2 * VECTOR, ORDER);
        a3.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 3 * VECTOR, ORDER);
        s += pitch;
        b0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        b2.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 2 * VECTOR, ORDER);
        b3.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 3 * VECTOR, ORDER);
    }

    /// One row by one vector.
    private static void one1(
            int columns, MemorySegment w, long wOffset, float[] x, int x0, MemorySegment sums, long sumsOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
    }

    /// One row by four vectors.
    private static void one4(
            int columns, MemorySegment w, long wOffset, float[] x, int x0, MemorySegment sums, long sumsOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, w, o + 2 * VECTOR, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, w, o + 3 * VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        a2.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 2 * VECTOR, ORDER);
        a3.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 3 * VECTOR, ORDER);
    }
}

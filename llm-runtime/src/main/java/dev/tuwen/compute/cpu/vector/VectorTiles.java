package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Rows of activations times an F32 panel, sums in registers: `sums[t, r] += Σ_k x[t, k] · w[k, r]`.
///
/// Offsets and pitches are in bytes. A panel of four vectors is two tiles of six rows by two vectors: twelve chains of
/// additions keep the multipliers busy, and a method of six rows by four vectors is too large for the first compiler
/// ("out of virtual registers"), which then never hands it on to the second.
final class VectorTiles {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    private VectorTiles() {}

    /// Six rows by two vectors; `x1` … `x5` are distances of the other rows from the first.
    static void six2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            long x1,
            long x2,
            long x3,
            long x4,
            long x5,
            MemorySegment sums,
            long sumsOffset,
            long pitch) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector e0 = a0;
        FloatVector e1 = a0;
        FloatVector f0 = a0;
        FloatVector f1 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            long i = xOffset + 4L * k;
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x1));
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x2));
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x3));
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x4));
            e0 = FUSED ? w0.fma(v, e0) : w0.mul(v).add(e0);
            e1 = FUSED ? w1.fma(v, e1) : w1.mul(v).add(e1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x5));
            f0 = FUSED ? w0.fma(v, f0) : w0.mul(v).add(f0);
            f1 = FUSED ? w1.fma(v, f1) : w1.mul(v).add(f1);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        b0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        c0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        c1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        d0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        d1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        e0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        e1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        f0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        f1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
    }

    /// Two rows by two vectors.
    static void two2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            long x1,
            MemorySegment sums,
            long sumsOffset,
            long pitch) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            long i = xOffset + 4L * k;
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x1));
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        s += pitch;
        b0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
    }

    /// Two rows by four vectors.
    static void two4(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            long x1,
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
            long i = xOffset + 4L * k;
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
            v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + x1));
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

    /// One row by two vectors.
    static void one2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment sums,
            long sumsOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            long i = xOffset + 4L * k;
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
    }

    /// One row by four vectors.
    static void one4(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment sums,
            long sumsOffset) {
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
            long i = xOffset + 4L * k;
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
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

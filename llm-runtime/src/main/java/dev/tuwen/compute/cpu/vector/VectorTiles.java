package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FEW_REGISTERS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Rows of activations times an F32 panel, sums in registers: `sums[t, r] += Σ_k x[t, k] · w[k, r]`.
///
/// Offsets and pitches are in bytes. Tiles are four rows by four vectors of 512 bits, six rows by two narrower ones
/// where there are 32 registers, four by two where there are 16: chains of additions that keep the multipliers busy, as
/// many as registers hold. Six rows by four vectors would load a little less, but such a method is too large for the
/// first compiler ("out of virtual registers") and then stays in the interpreter for minutes before the second has it.
final class VectorTiles {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    /// Whether there are registers for more than twelve sums.
    private static final boolean WIDE = VectorConstants.BITS == 512;

    private VectorTiles() {}

    /// Any number of rows and of vectors. A few vectors of `w` serve all rows before the next few, so that they stay in
    /// the first caches. Rows that are not there repeat the last one; their sums are not looked at.
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
        if (rows <= 2) {
            VectorFewRows.all(rows, columns, outputs, w, wOffset, x, xOffset, xPitch, sums, sumsOffset, sumsPitch);
            return;
        }
        long bytes = 4L * outputs;
        long o = 0;
        long step = WIDE ? 4 * VECTOR : 2 * VECTOR;
        if (WIDE || FEW_REGISTERS) {
            for (; o <= bytes - step; o += step) {
                fours(rows, columns, w, wOffset + o, x, xOffset, xPitch, sums, sumsOffset + o, sumsPitch);
            }
        }
        for (; o < bytes; o += 2 * VECTOR) {
            boolean pair = o + VECTOR < bytes;
            for (int t = 0; t < rows; t += 6) {
                int last = rows - 1 - t;
                int from = xOffset + t * xPitch;
                int x1 = from + Math.min(1, last) * xPitch;
                int x2 = from + Math.min(2, last) * xPitch;
                int x3 = from + Math.min(3, last) * xPitch;
                int x4 = from + Math.min(4, last) * xPitch;
                int x5 = from + Math.min(5, last) * xPitch;
                long s = sumsOffset + t * sumsPitch + o;
                if (pair) {
                    six2(columns, w, wOffset + o, x, from, x1, x2, x3, x4, x5, sums, s, sumsPitch);
                } else {
                    six1(columns, w, wOffset + o, x, from, x1, x2, x3, x4, x5, sums, s, sumsPitch);
                }
            }
        }
    }

    private static void fours(
            int rows,
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int xOffset,
            int xPitch,
            MemorySegment sums,
            long sumsOffset,
            long sumsPitch) {
        for (int t = 0; t < rows; t += 4) {
            int last = rows - 1 - t;
            int from = xOffset + t * xPitch;
            int x1 = from + Math.min(1, last) * xPitch;
            int x2 = from + Math.min(2, last) * xPitch;
            int x3 = from + Math.min(3, last) * xPitch;
            long s = sumsOffset + t * sumsPitch;
            if (WIDE) {
                four4(columns, w, wOffset, x, from, x1, x2, x3, sums, s, sumsPitch);
            } else {
                four2(columns, w, wOffset, x, from, x1, x2, x3, sums, s, sumsPitch);
            }
        }
    }

    /// Four rows by four vectors; `x0` … `x3` are where they begin.
    static void four4(
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
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
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector c2 = a0;
        FloatVector c3 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        FloatVector d2 = a0;
        FloatVector d3 = a0;
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
            v = FloatVector.broadcast(FLOATS, x[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            c2 = FUSED ? w2.fma(v, c2) : w2.mul(v).add(c2);
            c3 = FUSED ? w3.fma(v, c3) : w3.mul(v).add(c3);
            v = FloatVector.broadcast(FLOATS, x[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
            d2 = FUSED ? w2.fma(v, d2) : w2.mul(v).add(d2);
            d3 = FUSED ? w3.fma(v, d3) : w3.mul(v).add(d3);
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
        s += pitch;
        c0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        c1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        c2.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 2 * VECTOR, ORDER);
        c3.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 3 * VECTOR, ORDER);
        s += pitch;
        d0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        d1.add(FloatVector.fromMemorySegment(FLOATS, sums, s + VECTOR, ORDER))
                .intoMemorySegment(sums, s + VECTOR, ORDER);
        d2.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 2 * VECTOR, ORDER);
        d3.add(FloatVector.fromMemorySegment(FLOATS, sums, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(sums, s + 3 * VECTOR, ORDER);
    }

    /// Four rows by two vectors; `x0` … `x3` are where they begin.
    static void four2(
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
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
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, w, o + VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, x[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            v = FloatVector.broadcast(FLOATS, x[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            v = FloatVector.broadcast(FLOATS, x[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
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
    }

    /// Six rows by two vectors; `x0` … `x5` are where they begin.
    static void six2(
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int x4,
            int x5,
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
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, x[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            v = FloatVector.broadcast(FLOATS, x[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            v = FloatVector.broadcast(FLOATS, x[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
            v = FloatVector.broadcast(FLOATS, x[x4 + k]);
            e0 = FUSED ? w0.fma(v, e0) : w0.mul(v).add(e0);
            e1 = FUSED ? w1.fma(v, e1) : w1.mul(v).add(e1);
            v = FloatVector.broadcast(FLOATS, x[x5 + k]);
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

    /// Six rows by one vector.
    static void six1(
            int columns,
            MemorySegment w,
            long wOffset,
            float[] x,
            int x0,
            int x1,
            int x2,
            int x3,
            int x4,
            int x5,
            MemorySegment sums,
            long sumsOffset,
            long pitch) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector c0 = a0;
        FloatVector d0 = a0;
        FloatVector e0 = a0;
        FloatVector f0 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, w, o, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, x[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            v = FloatVector.broadcast(FLOATS, x[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            v = FloatVector.broadcast(FLOATS, x[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            v = FloatVector.broadcast(FLOATS, x[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            v = FloatVector.broadcast(FLOATS, x[x4 + k]);
            e0 = FUSED ? w0.fma(v, e0) : w0.mul(v).add(e0);
            v = FloatVector.broadcast(FLOATS, x[x5 + k]);
            f0 = FUSED ? w0.fma(v, f0) : w0.mul(v).add(f0);
        }
        long s = sumsOffset;
        a0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        s += pitch;
        b0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        s += pitch;
        c0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        s += pitch;
        d0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        s += pitch;
        e0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
        s += pitch;
        f0.add(FloatVector.fromMemorySegment(FLOATS, sums, s, ORDER)).intoMemorySegment(sums, s, ORDER);
    }
}

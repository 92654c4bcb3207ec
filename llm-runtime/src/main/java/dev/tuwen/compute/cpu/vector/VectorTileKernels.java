// Written by KernelTemplates from VectorTileKernels.template; change that.
package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;

import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Tiles of a few rows by a few vectors, sums in registers, which [VectorTiles] puts together. Each takes the rows of
/// `x` and `sums` from `firstRow` on and the vectors of `w` and `sums` from byte `o` of a row on.
final class VectorTileKernels {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    private VectorTileKernels() {}

    static void one1(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        FloatVector a0 = FloatVector.zero(FLOATS);
        for (int k = 0; k < columns; k++) {
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
    }

    static void one4(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        for (int k = 0; k < columns; k++) {
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, at + VECTOR, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, weights, at + 2 * VECTOR, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, weights, at + 3 * VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        a2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        a3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
    }

    static void two4(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        int x1 = x.row(firstRow + 1);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector b2 = a0;
        FloatVector b3 = a0;
        for (int k = 0; k < columns; k++) {
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, at + VECTOR, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, weights, at + 2 * VECTOR, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, weights, at + 3 * VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
            v = FloatVector.broadcast(FLOATS, numbers[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            b2 = FUSED ? w2.fma(v, b2) : w2.mul(v).add(b2);
            b3 = FUSED ? w3.fma(v, b3) : w3.mul(v).add(b3);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        a2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        a3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
        s = sums.row(firstRow + 1) + o;
        b0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        b2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        b3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
    }

    static void four2(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        int x1 = x.row(firstRow + 1);
        int x2 = x.row(firstRow + 2);
        int x3 = x.row(firstRow + 3);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector b0 = a0;
        FloatVector b1 = a0;
        FloatVector c0 = a0;
        FloatVector c1 = a0;
        FloatVector d0 = a0;
        FloatVector d1 = a0;
        for (int k = 0; k < columns; k++) {
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, at + VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, numbers[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            v = FloatVector.broadcast(FLOATS, numbers[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            v = FloatVector.broadcast(FLOATS, numbers[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 1) + o;
        b0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 2) + o;
        c0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        c1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 3) + o;
        d0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        d1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
    }

    static void four4(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        int x1 = x.row(firstRow + 1);
        int x2 = x.row(firstRow + 2);
        int x3 = x.row(firstRow + 3);
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
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, at + VECTOR, ORDER);
            FloatVector w2 = FloatVector.fromMemorySegment(FLOATS, weights, at + 2 * VECTOR, ORDER);
            FloatVector w3 = FloatVector.fromMemorySegment(FLOATS, weights, at + 3 * VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            a2 = FUSED ? w2.fma(v, a2) : w2.mul(v).add(a2);
            a3 = FUSED ? w3.fma(v, a3) : w3.mul(v).add(a3);
            v = FloatVector.broadcast(FLOATS, numbers[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            b2 = FUSED ? w2.fma(v, b2) : w2.mul(v).add(b2);
            b3 = FUSED ? w3.fma(v, b3) : w3.mul(v).add(b3);
            v = FloatVector.broadcast(FLOATS, numbers[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            c2 = FUSED ? w2.fma(v, c2) : w2.mul(v).add(c2);
            c3 = FUSED ? w3.fma(v, c3) : w3.mul(v).add(c3);
            v = FloatVector.broadcast(FLOATS, numbers[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
            d2 = FUSED ? w2.fma(v, d2) : w2.mul(v).add(d2);
            d3 = FUSED ? w3.fma(v, d3) : w3.mul(v).add(d3);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        a2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        a3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
        s = sums.row(firstRow + 1) + o;
        b0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        b2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        b3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
        s = sums.row(firstRow + 2) + o;
        c0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        c1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        c2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        c3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
        s = sums.row(firstRow + 3) + o;
        d0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        d1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        d2.add(FloatVector.fromMemorySegment(FLOATS, to, s + 2 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 2 * VECTOR, ORDER);
        d3.add(FloatVector.fromMemorySegment(FLOATS, to, s + 3 * VECTOR, ORDER))
                .intoMemorySegment(to, s + 3 * VECTOR, ORDER);
    }

    static void six1(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        int x1 = x.row(firstRow + 1);
        int x2 = x.row(firstRow + 2);
        int x3 = x.row(firstRow + 3);
        int x4 = x.row(firstRow + 4);
        int x5 = x.row(firstRow + 5);
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector b0 = a0;
        FloatVector c0 = a0;
        FloatVector d0 = a0;
        FloatVector e0 = a0;
        FloatVector f0 = a0;
        for (int k = 0; k < columns; k++) {
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            v = FloatVector.broadcast(FLOATS, numbers[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            v = FloatVector.broadcast(FLOATS, numbers[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            v = FloatVector.broadcast(FLOATS, numbers[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            v = FloatVector.broadcast(FLOATS, numbers[x4 + k]);
            e0 = FUSED ? w0.fma(v, e0) : w0.mul(v).add(e0);
            v = FloatVector.broadcast(FLOATS, numbers[x5 + k]);
            f0 = FUSED ? w0.fma(v, f0) : w0.mul(v).add(f0);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        s = sums.row(firstRow + 1) + o;
        b0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        s = sums.row(firstRow + 2) + o;
        c0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        s = sums.row(firstRow + 3) + o;
        d0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        s = sums.row(firstRow + 4) + o;
        e0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        s = sums.row(firstRow + 5) + o;
        f0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
    }

    static void six2(int columns, View w, long o, ArrayView x, int firstRow, View sums) {
        MemorySegment weights = w.memory();
        long from = w.offset() + o;
        float[] numbers = x.numbers();
        int x0 = x.row(firstRow);
        int x1 = x.row(firstRow + 1);
        int x2 = x.row(firstRow + 2);
        int x3 = x.row(firstRow + 3);
        int x4 = x.row(firstRow + 4);
        int x5 = x.row(firstRow + 5);
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
            long at = from + k * STEP;
            FloatVector w0 = FloatVector.fromMemorySegment(FLOATS, weights, at, ORDER);
            FloatVector w1 = FloatVector.fromMemorySegment(FLOATS, weights, at + VECTOR, ORDER);
            FloatVector v = FloatVector.broadcast(FLOATS, numbers[x0 + k]);
            a0 = FUSED ? w0.fma(v, a0) : w0.mul(v).add(a0);
            a1 = FUSED ? w1.fma(v, a1) : w1.mul(v).add(a1);
            v = FloatVector.broadcast(FLOATS, numbers[x1 + k]);
            b0 = FUSED ? w0.fma(v, b0) : w0.mul(v).add(b0);
            b1 = FUSED ? w1.fma(v, b1) : w1.mul(v).add(b1);
            v = FloatVector.broadcast(FLOATS, numbers[x2 + k]);
            c0 = FUSED ? w0.fma(v, c0) : w0.mul(v).add(c0);
            c1 = FUSED ? w1.fma(v, c1) : w1.mul(v).add(c1);
            v = FloatVector.broadcast(FLOATS, numbers[x3 + k]);
            d0 = FUSED ? w0.fma(v, d0) : w0.mul(v).add(d0);
            d1 = FUSED ? w1.fma(v, d1) : w1.mul(v).add(d1);
            v = FloatVector.broadcast(FLOATS, numbers[x4 + k]);
            e0 = FUSED ? w0.fma(v, e0) : w0.mul(v).add(e0);
            e1 = FUSED ? w1.fma(v, e1) : w1.mul(v).add(e1);
            v = FloatVector.broadcast(FLOATS, numbers[x5 + k]);
            f0 = FUSED ? w0.fma(v, f0) : w0.mul(v).add(f0);
            f1 = FUSED ? w1.fma(v, f1) : w1.mul(v).add(f1);
        }
        MemorySegment to = sums.memory();
        long s = sums.row(firstRow) + o;
        a0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        a1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 1) + o;
        b0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        b1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 2) + o;
        c0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        c1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 3) + o;
        d0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        d1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 4) + o;
        e0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        e1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
        s = sums.row(firstRow + 5) + o;
        f0.add(FloatVector.fromMemorySegment(FLOATS, to, s, ORDER)).intoMemorySegment(to, s, ORDER);
        f1.add(FloatVector.fromMemorySegment(FLOATS, to, s + VECTOR, ORDER)).intoMemorySegment(to, s + VECTOR, ORDER);
    }
}

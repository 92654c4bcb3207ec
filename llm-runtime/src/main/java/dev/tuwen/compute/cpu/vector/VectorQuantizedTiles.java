// Written by KernelTemplates from VectorQuantizedTiles.template; change that.
package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.CASTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.SHORTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.SHORT_SHIFTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.STEPS_OF_ONE;
import static dev.tuwen.compute.cpu.vector.VectorConstants.STEPS_OF_ONE_BITS;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.BLOCK_BYTES;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.BY_12;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.BY_4;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.BY_8;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.LANES;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.NIBBLE_BYTES;
import static dev.tuwen.compute.cpu.vector.VectorQuantizedDots.VECTOR;

import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.QuantizedScratch;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Many rows of activations in eight bits times a panel in Q4_0, in three kernels that hand each other memory which
/// stays in the cache: nibbles are shifted apart once for all rows, tiles of rows are multiplied with them in 16-bit
/// lanes, and the products of two blocks at once are scaled and added to F32 sums.
///
/// Each is one loop of few operations: what grows larger is compiled late, or keeps its vectors in objects.
final class VectorQuantizedTiles {
    /// Shifted nibbles of a block.
    static final int SHIFTED = 64 * LANES;

    private static final int FLOAT_LANES = FLOATS.length();
    private static final int HALF_MASK = VectorWidening.HALF_MASK;
    /// Products are cast as the high halves of integers, where they are cast.
    private static final float SCALE = CASTS ? VectorWidening.HALF_SCALE / 65536 : VectorWidening.HALF_SCALE;

    private VectorQuantizedTiles() {}

    /// A block of a panel to two vectors of nibbles for each column; above a nibble its neighbours remain.
    static void shift(MemorySegment w, long wOffset, short[] to, int start) {
        for (int j = 0; j < 8; j++) {
            int o = start + 8 * j * LANES;
            ShortVector v0 = ShortVector.fromMemorySegment(SHORTS, w, wOffset + 2L * j * VECTOR, ORDER);
            ShortVector v1 = ShortVector.fromMemorySegment(SHORTS, w, wOffset + 2L * j * VECTOR + VECTOR, ORDER);
            v0.intoArray(to, o);
            v1.intoArray(to, o + LANES);
            (SHORT_SHIFTS ? v0.lanewise(VectorOperators.LSHR, BY_4) : v0.lanewise(VectorOperators.LSHR, 4))
                    .intoArray(to, o + 2 * LANES);
            (SHORT_SHIFTS ? v1.lanewise(VectorOperators.LSHR, BY_4) : v1.lanewise(VectorOperators.LSHR, 4))
                    .intoArray(to, o + 3 * LANES);
            (SHORT_SHIFTS ? v0.lanewise(VectorOperators.LSHR, BY_8) : v0.lanewise(VectorOperators.LSHR, 8))
                    .intoArray(to, o + 4 * LANES);
            (SHORT_SHIFTS ? v1.lanewise(VectorOperators.LSHR, BY_8) : v1.lanewise(VectorOperators.LSHR, 8))
                    .intoArray(to, o + 5 * LANES);
            (SHORT_SHIFTS ? v0.lanewise(VectorOperators.LSHR, BY_12) : v0.lanewise(VectorOperators.LSHR, 12))
                    .intoArray(to, o + 6 * LANES);
            (SHORT_SHIFTS ? v1.lanewise(VectorOperators.LSHR, BY_12) : v1.lanewise(VectorOperators.LSHR, 12))
                    .intoArray(to, o + 7 * LANES);
        }
    }

    /// Four rows against a block: their products in 16-bit lanes, two vectors a row.
    ///
    /// @param shiftedAt where the shifted nibbles begin
    /// @param factorsAt index of the rows' factors
    /// @param startsAt index of the rows' starts
    /// @param at where the products go
    static void four(QuantizedScratch scratch, int shiftedAt, QuantizedRows rows, int factorsAt, int startsAt, int at) {
        short[] shifted = scratch.shifted();
        int[] factors = rows.factors();
        int[] starts = rows.starts();
        ShortVector a0 = IntVector.broadcast(INTS, starts[startsAt]).reinterpretAsShorts();
        ShortVector a1 = a0;
        ShortVector b0 = IntVector.broadcast(INTS, starts[startsAt + 1]).reinterpretAsShorts();
        ShortVector b1 = b0;
        ShortVector c0 = IntVector.broadcast(INTS, starts[startsAt + 2]).reinterpretAsShorts();
        ShortVector c1 = c0;
        ShortVector d0 = IntVector.broadcast(INTS, starts[startsAt + 3]).reinterpretAsShorts();
        ShortVector d1 = d0;
        for (int k = 0; k < 32; k++) {
            int i = factorsAt + 4 * k;
            ShortVector w0 = ShortVector.fromArray(SHORTS, shifted, shiftedAt + 2 * k * LANES);
            ShortVector w1 = ShortVector.fromArray(SHORTS, shifted, shiftedAt + 2 * k * LANES + LANES);
            ShortVector x = IntVector.broadcast(INTS, factors[i]).reinterpretAsShorts();
            a0 = a0.add(w0.mul(x));
            a1 = a1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 1]).reinterpretAsShorts();
            b0 = b0.add(w0.mul(x));
            b1 = b1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 2]).reinterpretAsShorts();
            c0 = c0.add(w0.mul(x));
            c1 = c1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 3]).reinterpretAsShorts();
            d0 = d0.add(w0.mul(x));
            d1 = d1.add(w1.mul(x));
        }
        short[] products = scratch.products();
        a0.intoArray(products, at);
        a1.intoArray(products, at + LANES);
        b0.intoArray(products, at + 2 * LANES);
        b1.intoArray(products, at + 3 * LANES);
        c0.intoArray(products, at + 4 * LANES);
        c1.intoArray(products, at + 5 * LANES);
        d0.intoArray(products, at + 6 * LANES);
        d1.intoArray(products, at + 7 * LANES);
    }

    /// Eight rows against a block: their products in 16-bit lanes, two vectors a row.
    ///
    /// @param shiftedAt where the shifted nibbles begin
    /// @param factorsAt index of the rows' factors
    /// @param startsAt index of the rows' starts
    /// @param at where the products go
    static void eight(
            QuantizedScratch scratch, int shiftedAt, QuantizedRows rows, int factorsAt, int startsAt, int at) {
        short[] shifted = scratch.shifted();
        int[] factors = rows.factors();
        int[] starts = rows.starts();
        ShortVector a0 = IntVector.broadcast(INTS, starts[startsAt]).reinterpretAsShorts();
        ShortVector a1 = a0;
        ShortVector b0 = IntVector.broadcast(INTS, starts[startsAt + 1]).reinterpretAsShorts();
        ShortVector b1 = b0;
        ShortVector c0 = IntVector.broadcast(INTS, starts[startsAt + 2]).reinterpretAsShorts();
        ShortVector c1 = c0;
        ShortVector d0 = IntVector.broadcast(INTS, starts[startsAt + 3]).reinterpretAsShorts();
        ShortVector d1 = d0;
        ShortVector e0 = IntVector.broadcast(INTS, starts[startsAt + 4]).reinterpretAsShorts();
        ShortVector e1 = e0;
        ShortVector f0 = IntVector.broadcast(INTS, starts[startsAt + 5]).reinterpretAsShorts();
        ShortVector f1 = f0;
        ShortVector g0 = IntVector.broadcast(INTS, starts[startsAt + 6]).reinterpretAsShorts();
        ShortVector g1 = g0;
        ShortVector h0 = IntVector.broadcast(INTS, starts[startsAt + 7]).reinterpretAsShorts();
        ShortVector h1 = h0;
        for (int k = 0; k < 32; k++) {
            int i = factorsAt + 8 * k;
            ShortVector w0 = ShortVector.fromArray(SHORTS, shifted, shiftedAt + 2 * k * LANES);
            ShortVector w1 = ShortVector.fromArray(SHORTS, shifted, shiftedAt + 2 * k * LANES + LANES);
            ShortVector x = IntVector.broadcast(INTS, factors[i]).reinterpretAsShorts();
            a0 = a0.add(w0.mul(x));
            a1 = a1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 1]).reinterpretAsShorts();
            b0 = b0.add(w0.mul(x));
            b1 = b1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 2]).reinterpretAsShorts();
            c0 = c0.add(w0.mul(x));
            c1 = c1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 3]).reinterpretAsShorts();
            d0 = d0.add(w0.mul(x));
            d1 = d1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 4]).reinterpretAsShorts();
            e0 = e0.add(w0.mul(x));
            e1 = e1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 5]).reinterpretAsShorts();
            f0 = f0.add(w0.mul(x));
            f1 = f1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 6]).reinterpretAsShorts();
            g0 = g0.add(w0.mul(x));
            g1 = g1.add(w1.mul(x));
            x = IntVector.broadcast(INTS, factors[i + 7]).reinterpretAsShorts();
            h0 = h0.add(w0.mul(x));
            h1 = h1.add(w1.mul(x));
        }
        short[] products = scratch.products();
        a0.intoArray(products, at);
        a1.intoArray(products, at + LANES);
        b0.intoArray(products, at + 2 * LANES);
        b1.intoArray(products, at + 3 * LANES);
        c0.intoArray(products, at + 4 * LANES);
        c1.intoArray(products, at + 5 * LANES);
        d0.intoArray(products, at + 6 * LANES);
        d1.intoArray(products, at + 7 * LANES);
        e0.intoArray(products, at + 8 * LANES);
        e1.intoArray(products, at + 9 * LANES);
        f0.intoArray(products, at + 10 * LANES);
        f1.intoArray(products, at + 11 * LANES);
        g0.intoArray(products, at + 12 * LANES);
        g1.intoArray(products, at + 13 * LANES);
        h0.intoArray(products, at + 14 * LANES);
        h1.intoArray(products, at + 15 * LANES);
    }

    /// Scales the products of two blocks, `[rows, P]` each, and adds them to the sums `[rows, P]`.
    ///
    /// @param w holds the block from byte `wOffset` on, and the second one after it
    /// @param more 1, or 0 to leave the second block out
    /// @param activations whose scales of the first row and block are at `firstAt`
    /// @param scratch the products of the first block from 0 on, those of the second in its second half
    static void add(
            int rows,
            MemorySegment w,
            long wOffset,
            int more,
            QuantizedRows activations,
            int firstAt,
            QuantizedScratch scratch) {
        float[] scales = activations.scales();
        short[] products = scratch.products();
        float[] sums = scratch.sums();
        long firstScales = wOffset + NIBBLE_BYTES;
        long secondScales = firstScales + more * BLOCK_BYTES;
        int secondAt = firstAt + more * activations.blockAt(0, 1);
        int second = more * (products.length / 2);
        float none = SCALE * more;
        FloatVector c0 = IntVector.fromMemorySegment(INTS, w, firstScales, ORDER)
                .lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(SCALE);
        FloatVector c1 = IntVector.fromMemorySegment(INTS, w, firstScales, ORDER)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(SCALE);
        FloatVector c2 = IntVector.fromMemorySegment(INTS, w, firstScales + VECTOR, ORDER)
                .lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(SCALE);
        FloatVector c3 = IntVector.fromMemorySegment(INTS, w, firstScales + VECTOR, ORDER)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(SCALE);
        FloatVector d0 = IntVector.fromMemorySegment(INTS, w, secondScales, ORDER)
                .lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(none);
        FloatVector d1 = IntVector.fromMemorySegment(INTS, w, secondScales, ORDER)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(none);
        FloatVector d2 = IntVector.fromMemorySegment(INTS, w, secondScales + VECTOR, ORDER)
                .lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(none);
        FloatVector d3 = IntVector.fromMemorySegment(INTS, w, secondScales + VECTOR, ORDER)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(none);
        for (int t = 0; t < rows; t++) {
            FloatVector x = FloatVector.broadcast(FLOATS, scales[firstAt + t]);
            FloatVector y = FloatVector.broadcast(FLOATS, scales[secondAt + t]);
            int o = 2 * t * LANES;
            IntVector i0 = ShortVector.fromArray(SHORTS, products, o).reinterpretAsInts();
            IntVector j0 = ShortVector.fromArray(SHORTS, products, second + o).reinterpretAsInts();
            IntVector i1 = ShortVector.fromArray(SHORTS, products, o + LANES).reinterpretAsInts();
            IntVector j1 =
                    ShortVector.fromArray(SHORTS, products, second + o + LANES).reinterpretAsInts();
            FloatVector s0 = FloatVector.fromArray(FLOATS, sums, o);
            FloatVector f0 = CASTS
                    ? (FloatVector) i0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : i0.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s0 = FUSED ? f0.fma(c0.mul(x), s0) : f0.mul(c0.mul(x)).add(s0);
            FloatVector g0 = CASTS
                    ? (FloatVector) j0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : j0.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s0 = FUSED ? g0.fma(d0.mul(y), s0) : g0.mul(d0.mul(y)).add(s0);
            s0.intoArray(sums, o);
            FloatVector s1 = FloatVector.fromArray(FLOATS, sums, o + FLOAT_LANES);
            FloatVector f1 = CASTS
                    ? (FloatVector) i0.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : i0.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s1 = FUSED ? f1.fma(c1.mul(x), s1) : f1.mul(c1.mul(x)).add(s1);
            FloatVector g1 = CASTS
                    ? (FloatVector) j0.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : j0.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s1 = FUSED ? g1.fma(d1.mul(y), s1) : g1.mul(d1.mul(y)).add(s1);
            s1.intoArray(sums, o + FLOAT_LANES);
            FloatVector s2 = FloatVector.fromArray(FLOATS, sums, o + 2 * FLOAT_LANES);
            FloatVector f2 = CASTS
                    ? (FloatVector) i1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : i1.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s2 = FUSED ? f2.fma(c2.mul(x), s2) : f2.mul(c2.mul(x)).add(s2);
            FloatVector g2 = CASTS
                    ? (FloatVector) j1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : j1.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s2 = FUSED ? g2.fma(d2.mul(y), s2) : g2.mul(d2.mul(y)).add(s2);
            s2.intoArray(sums, o + 2 * FLOAT_LANES);
            FloatVector s3 = FloatVector.fromArray(FLOATS, sums, o + 3 * FLOAT_LANES);
            FloatVector f3 = CASTS
                    ? (FloatVector) i1.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : i1.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s3 = FUSED ? f3.fma(c3.mul(x), s3) : f3.mul(c3.mul(x)).add(s3);
            FloatVector g3 = CASTS
                    ? (FloatVector) j1.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : j1.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            s3 = FUSED ? g3.fma(d3.mul(y), s3) : g3.mul(d3.mul(y)).add(s3);
            s3.intoArray(sums, o + 3 * FLOAT_LANES);
        }
    }
}

// Written by KernelTemplates from VectorQuantizedDots.template; change that.
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
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// A single row of activations in eight bits times a panel in Q4_0: what decoding spends its time on. For the
/// arithmetic see [dev.tuwen.compute.cpu.kernels.QuantizedRows], for the layout
/// [dev.tuwen.compute.cpu.kernels.PanelLayout].
///
/// The panel is read in one stream from the first byte to the last: several streams at once, or low and high nibbles
/// apart from each other, took twice the time, since the processor fetches ahead along one stream only.
final class VectorQuantizedDots {
    /// Lanes of 16 bits.
    static final int LANES = SHORTS.length();

    /// Bytes of a vector.
    static final long VECTOR = 2L * LANES;

    /// Bytes of the nibbles of 32 columns; the scales follow.
    static final long NIBBLE_BYTES = 16 * VECTOR;

    static final long BLOCK_BYTES = 18 * VECTOR;

    static final ShortVector BY_4 = ShortVector.broadcast(SHORTS, 4);
    static final ShortVector BY_8 = ShortVector.broadcast(SHORTS, 8);
    static final ShortVector BY_12 = ShortVector.broadcast(SHORTS, 12);

    private static final int HALF_MASK = VectorWidening.HALF_MASK;

    /// The difference of the biases of F16 and F32, less the 16 bits by which the integers are too high.
    /// Products are cast as the high halves of integers, where they are cast.
    private static final float SCALE = CASTS ? VectorWidening.HALF_SCALE / 65536 : VectorWidening.HALF_SCALE;

    /// Distance in bytes at which one byte a block is touched: a page, since neither the translation of the next one
    /// nor the processor's own reading ahead begins before something on it was asked for.
    private static final long AHEAD = 4096;

    private VectorQuantizedDots() {}

    /// One panel.
    ///
    /// @param row a single one
    /// @return what was touched, for the caller to store, so that the touching is not removed
    static int dot(MemorySegment w, long wOffset, QuantizedRows row, MemorySegment to, long toOffset) {
        int blocks = row.blocks();
        int[] factors = row.factors();
        int[] starts = row.starts();
        float[] scales = row.scales();
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        long last = w.byteSize() - 1;
        int touched = 0;
        for (int b = 0; b < blocks; b++) {
            long o = wOffset + b * BLOCK_BYTES;
            touched += w.get(JAVA_BYTE, Math.min(o + AHEAD, last));
            ShortVector s0 = IntVector.broadcast(INTS, starts[b]).reinterpretAsShorts();
            ShortVector s1 = s0;
            for (int j = 0; j < 8; j++) {
                int i = 32 * b + 4 * j;
                ShortVector v0 = ShortVector.fromMemorySegment(SHORTS, w, o + 2L * j * VECTOR, ORDER);
                ShortVector v1 = ShortVector.fromMemorySegment(SHORTS, w, o + 2L * j * VECTOR + VECTOR, ORDER);
                ShortVector x = IntVector.broadcast(INTS, factors[i]).reinterpretAsShorts();
                s0 = s0.add(v0.mul(x));
                s1 = s1.add(v1.mul(x));
                x = IntVector.broadcast(INTS, factors[i + 1]).reinterpretAsShorts();
                s0 = s0.add(
                        (SHORT_SHIFTS ? v0.lanewise(VectorOperators.LSHR, BY_4) : v0.lanewise(VectorOperators.LSHR, 4))
                                .mul(x));
                s1 = s1.add(
                        (SHORT_SHIFTS ? v1.lanewise(VectorOperators.LSHR, BY_4) : v1.lanewise(VectorOperators.LSHR, 4))
                                .mul(x));
                x = IntVector.broadcast(INTS, factors[i + 2]).reinterpretAsShorts();
                s0 = s0.add(
                        (SHORT_SHIFTS ? v0.lanewise(VectorOperators.LSHR, BY_8) : v0.lanewise(VectorOperators.LSHR, 8))
                                .mul(x));
                s1 = s1.add(
                        (SHORT_SHIFTS ? v1.lanewise(VectorOperators.LSHR, BY_8) : v1.lanewise(VectorOperators.LSHR, 8))
                                .mul(x));
                x = IntVector.broadcast(INTS, factors[i + 3]).reinterpretAsShorts();
                s0 = s0.add((SHORT_SHIFTS
                                ? v0.lanewise(VectorOperators.LSHR, BY_12)
                                : v0.lanewise(VectorOperators.LSHR, 12))
                        .mul(x));
                s1 = s1.add((SHORT_SHIFTS
                                ? v1.lanewise(VectorOperators.LSHR, BY_12)
                                : v1.lanewise(VectorOperators.LSHR, 12))
                        .mul(x));
            }
            FloatVector x = FloatVector.broadcast(FLOATS, scales[b] * SCALE);
            IntVector h0 = IntVector.fromMemorySegment(INTS, w, o + NIBBLE_BYTES, ORDER);
            IntVector i0 = s0.reinterpretAsInts();
            FloatVector c0 = h0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(x);
            FloatVector f0 = CASTS
                    ? (FloatVector) i0.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : i0.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            a0 = FUSED ? f0.fma(c0, a0) : f0.mul(c0).add(a0);
            FloatVector c1 = h0.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(x);
            FloatVector f1 = CASTS
                    ? (FloatVector) i0.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : i0.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            a1 = FUSED ? f1.fma(c1, a1) : f1.mul(c1).add(a1);
            IntVector h1 = IntVector.fromMemorySegment(INTS, w, o + NIBBLE_BYTES + VECTOR, ORDER);
            IntVector i1 = s1.reinterpretAsInts();
            FloatVector c2 = h1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(x);
            FloatVector f2 = CASTS
                    ? (FloatVector) i1.lanewise(VectorOperators.LSHL, 16).convert(VectorOperators.I2F, 0)
                    : i1.lanewise(VectorOperators.LSHL, 16)
                            .lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            a2 = FUSED ? f2.fma(c2, a2) : f2.mul(c2).add(a2);
            FloatVector c3 = h1.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(x);
            FloatVector f3 = CASTS
                    ? (FloatVector) i1.and(0xffff0000).convert(VectorOperators.I2F, 0)
                    : i1.lanewise(VectorOperators.ASHR, 16)
                            .add(STEPS_OF_ONE_BITS)
                            .reinterpretAsFloats()
                            .sub(STEPS_OF_ONE);
            a3 = FUSED ? f3.fma(c3, a3) : f3.mul(c3).add(a3);
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        a2.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        a3.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
        return touched;
    }
}

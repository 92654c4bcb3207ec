package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.HALVES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_VECTORS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.ShortVector;
import jdk.incubator.vector.VectorOperators;

/// Packed panels to F32 `[columns, P]`. For the layouts see [dev.tuwen.compute.cpu.kernels.PanelLayout].
///
/// An F16 number becomes F32 when its exponent and mantissa are moved three bits to the right of where F32 has them,
/// below a copied sign, and the result is multiplied by 2^112; subnormal numbers too. Infinities and NaN need their
/// exponent filled up.
final class VectorWidening {
    /// Keeps the sign, five bits of exponent and ten of mantissa.
    static final int HALF_MASK = 0x8fffe000;

    /// The difference of the exponents' biases.
    static final float HALF_SCALE = 0x1p112f;

    /// What the largest exponent of F16 becomes; only infinities and NaN have it.
    static final float BEYOND_HALF = 65536;

    /// The exponent of infinities and NaN in F32.
    static final int INFINITE = 0x7f800000;
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    private VectorWidening() {}

    /// Columns of a BF16 panel.
    static void bf16(MemorySegment w, long wOffset, int columns, MemorySegment to) {
        int groups = columns * (PANEL_VECTORS / 2);
        for (int g = 0; g < groups; g++) {
            IntVector pair = IntVector.fromMemorySegment(INTS, w, wOffset + g * VECTOR, ORDER);
            pair.lanewise(VectorOperators.LSHL, 16).intoMemorySegment(to, VECTOR * 2 * g, ORDER);
            pair.and(0xffff0000).intoMemorySegment(to, VECTOR * 2 * g + VECTOR, ORDER);
        }
    }

    /// Columns of an F16 panel.
    static void f16(MemorySegment w, long wOffset, int columns, MemorySegment to) {
        int groups = columns * (PANEL_VECTORS / 2);
        for (int g = 0; g < groups; g++) {
            IntVector pair = IntVector.fromMemorySegment(INTS, w, wOffset + g * VECTOR, ORDER);
            FloatVector low = pair.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            FloatVector high = pair.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            IntVector lowBits = low.reinterpretAsInts();
            IntVector highBits = high.reinterpretAsInts();
            lowBits.blend(
                            lowBits.or(INFINITE),
                            low.abs().compare(VectorOperators.GE, BEYOND_HALF).cast(INTS))
                    .intoMemorySegment(to, VECTOR * 2 * g, ORDER);
            highBits.blend(
                            highBits.or(INFINITE),
                            high.abs().compare(VectorOperators.GE, BEYOND_HALF).cast(INTS))
                    .intoMemorySegment(to, VECTOR * 2 * g + VECTOR, ORDER);
        }
    }

    /// Blocks of a Q8_0 panel.
    static void q8(MemorySegment w, long wOffset, int blocks, MemorySegment to) {
        for (int block = 0; block < blocks; block++) {
            long from = wOffset + block * (8 * STEP + STEP / 2);
            for (int v = 0; v < PANEL_VECTORS; v++) {
                FloatVector scale = scale(w, from + 8 * STEP, v);
                for (int j = 0; j < 8; j++) {
                    IntVector quants = IntVector.fromMemorySegment(INTS, w, from + j * STEP + v * VECTOR, ORDER);
                    long o = (block * 32L + j * 4L) * STEP + v * VECTOR;
                    for (int n = 0; n < 4; n++) {
                        ((FloatVector) quants.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                                .mul(scale)
                                .intoMemorySegment(to, o + n * STEP, ORDER);
                        quants = quants.lanewise(VectorOperators.LSHL, 8);
                    }
                }
            }
        }
    }

    /// The scales of vector `v` of a panel: a low or a high half of pairs.
    private static FloatVector scale(MemorySegment w, long scales, int v) {
        IntVector pair = IntVector.fromMemorySegment(INTS, w, scales + v / 2 * VECTOR, ORDER);
        return pair.lanewise(VectorOperators.LSHL, v % 2 == 0 ? 16 : 0)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(HALF_SCALE);
    }

    /// `count` F16 numbers in their natural order.
    static void halves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            IntVector bits = (IntVector) ShortVector.fromMemorySegment(HALVES, from, fromOffset + 2L * i, ORDER)
                    .convertShape(VectorOperators.S2I, INTS, 0);
            FloatVector value = bits.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            IntVector valueBits = value.reinterpretAsInts();
            valueBits
                    .blend(
                            valueBits.or(INFINITE),
                            value.abs().compare(VectorOperators.GE, BEYOND_HALF).cast(INTS))
                    .intoMemorySegment(to, toOffset + 4L * i, ORDER);
        }
        for (; i < count; i++) {
            float value = Float.float16ToFloat(from.get(JAVA_SHORT_UNALIGNED, fromOffset + 2L * i));
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * i, value);
        }
    }
}

package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// Cached values by the probabilities of one query: `to[c] += Σ_s probabilities[s] · values[s, c]`. For the layout see
/// [dev.tuwen.compute.cpu.kernels.HeadLayout], for the widening of halves [VectorWidening]. A row of the view `values`
/// is a position.
final class VectorValues {
    private static final long VECTOR = 4L * LANES;
    private static final int HALF_MASK = VectorWidening.HALF_MASK;
    private static final float HALF_SCALE = VectorWidening.HALF_SCALE;

    private VectorValues() {}

    /// One vector of F32 columns.
    static void f32(
            MemorySegment probabilities, long first, View values, int positions, MemorySegment to, long toOffset) {
        MemorySegment memory = values.memory();
        long offset = values.offset();
        long pitch = values.pitch();
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, toOffset, ORDER);
        for (int s = 0; s < positions; s++) {
            FloatVector probability =
                    FloatVector.broadcast(FLOATS, probabilities.get(JAVA_FLOAT_UNALIGNED, first + 4L * s));
            FloatVector v = FloatVector.fromMemorySegment(FLOATS, memory, offset + s * pitch, ORDER);
            a = FUSED ? v.fma(probability, a) : v.mul(probability).add(a);
        }
        a.intoMemorySegment(to, toOffset, ORDER);
    }

    /// One vector of F16 words, which is two vectors of columns.
    static void f16(
            MemorySegment probabilities, long first, View values, int positions, MemorySegment to, long toOffset) {
        MemorySegment memory = values.memory();
        long offset = values.offset();
        long pitch = values.pitch();
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, toOffset, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, to, toOffset + VECTOR, ORDER);
        for (int s = 0; s < positions; s++) {
            float scaled = probabilities.get(JAVA_FLOAT_UNALIGNED, first + 4L * s) * HALF_SCALE;
            FloatVector probability = FloatVector.broadcast(FLOATS, scaled);
            IntVector v = IntVector.fromMemorySegment(INTS, memory, offset + s * pitch, ORDER);
            FloatVector low = v.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats();
            FloatVector high =
                    v.lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
            a = FUSED ? low.fma(probability, a) : low.mul(probability).add(a);
            b = FUSED ? high.fma(probability, b) : high.mul(probability).add(b);
        }
        a.intoMemorySegment(to, toOffset, ORDER);
        b.intoMemorySegment(to, toOffset + VECTOR, ORDER);
    }

    /// Two vectors of F16 words, which is four vectors of columns. What is read next is touched early, as in
    /// [VectorKeys#f16].
    ///
    /// @return what was touched, for the caller to store
    static int f16Of2(
            MemorySegment probabilities, long first, View values, int positions, MemorySegment to, long toOffset) {
        MemorySegment memory = values.memory();
        long offset = values.offset();
        long pitch = values.pitch();
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, toOffset, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, to, toOffset + VECTOR, ORDER);
        FloatVector c = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 2 * VECTOR, ORDER);
        FloatVector d = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 3 * VECTOR, ORDER);
        int touched = 0;
        for (int s = 0; s < positions; s++) {
            float scaled = probabilities.get(JAVA_FLOAT_UNALIGNED, first + 4L * s) * HALF_SCALE;
            FloatVector probability = FloatVector.broadcast(FLOATS, scaled);
            long from = offset + s * pitch;
            touched += memory.get(JAVA_BYTE, from + AttentionKernels.AHEAD);
            touched += memory.get(JAVA_BYTE, from + VECTOR + AttentionKernels.AHEAD);
            IntVector v0 = IntVector.fromMemorySegment(INTS, memory, from, ORDER);
            IntVector v1 = IntVector.fromMemorySegment(INTS, memory, from + VECTOR, ORDER);
            FloatVector low0 = v0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats();
            FloatVector high0 =
                    v0.lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
            FloatVector low1 = v1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats();
            FloatVector high1 =
                    v1.lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
            a = FUSED ? low0.fma(probability, a) : low0.mul(probability).add(a);
            b = FUSED ? high0.fma(probability, b) : high0.mul(probability).add(b);
            c = FUSED ? low1.fma(probability, c) : low1.mul(probability).add(c);
            d = FUSED ? high1.fma(probability, d) : high1.mul(probability).add(d);
        }
        a.intoMemorySegment(to, toOffset, ORDER);
        b.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        c.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        d.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
        return touched;
    }

    /// One vector of Q8_0 words, which is four vectors of columns.
    ///
    /// @param lower byte of the probabilities times the scale of the first two vectors of columns
    /// @param upper of those times the scale of the last two
    static void q8(
            MemorySegment probabilities,
            long lower,
            long upper,
            View values,
            int positions,
            MemorySegment to,
            long toOffset) {
        MemorySegment memory = values.memory();
        long offset = values.offset();
        long pitch = values.pitch();
        FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, toOffset, ORDER);
        FloatVector b = FloatVector.fromMemorySegment(FLOATS, to, toOffset + VECTOR, ORDER);
        FloatVector c = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 2 * VECTOR, ORDER);
        FloatVector d = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 3 * VECTOR, ORDER);
        for (int s = 0; s < positions; s++) {
            FloatVector p = FloatVector.broadcast(FLOATS, probabilities.get(JAVA_FLOAT_UNALIGNED, lower + 4L * s));
            FloatVector q = FloatVector.broadcast(FLOATS, probabilities.get(JAVA_FLOAT_UNALIGNED, upper + 4L * s));
            IntVector v = IntVector.fromMemorySegment(INTS, memory, offset + s * pitch, ORDER);
            FloatVector v0 = (FloatVector) v.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
            FloatVector v1 = (FloatVector) v.lanewise(VectorOperators.LSHL, 8)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector v2 = (FloatVector) v.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            FloatVector v3 = (FloatVector) v.lanewise(VectorOperators.LSHL, 24)
                    .lanewise(VectorOperators.ASHR, 24)
                    .convert(VectorOperators.I2F, 0);
            a = FUSED ? v0.fma(p, a) : v0.mul(p).add(a);
            b = FUSED ? v1.fma(p, b) : v1.mul(p).add(b);
            c = FUSED ? v2.fma(q, c) : v2.mul(q).add(c);
            d = FUSED ? v3.fma(q, d) : v3.mul(q).add(d);
        }
        a.intoMemorySegment(to, toOffset, ORDER);
        b.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        c.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        d.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
    }

    /// One vector of F16 words of a position in F32, columns in order.
    static void widenF16(MemorySegment values, long offset, MemorySegment to, long toOffset) {
        IntVector v = IntVector.fromMemorySegment(INTS, values, offset, ORDER);
        v.lanewise(VectorOperators.LSHL, 16)
                .lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(HALF_SCALE)
                .intoMemorySegment(to, toOffset, ORDER);
        v.lanewise(VectorOperators.ASHR, 3)
                .and(HALF_MASK)
                .reinterpretAsFloats()
                .mul(HALF_SCALE)
                .intoMemorySegment(to, toOffset + VECTOR, ORDER);
    }

    /// One vector of Q8_0 words of a position in F32, columns in order.
    ///
    /// @param scale of the first two vectors of columns
    /// @param more of the last two
    /// @param moreOffset where the last two go
    static void widenQ8(
            MemorySegment values,
            long offset,
            float scale,
            float more,
            MemorySegment to,
            long toOffset,
            long moreOffset) {
        IntVector v = IntVector.fromMemorySegment(INTS, values, offset, ORDER);
        ((FloatVector) v.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                .mul(scale)
                .intoMemorySegment(to, toOffset, ORDER);
        ((FloatVector) v.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0))
                .mul(scale)
                .intoMemorySegment(to, toOffset + VECTOR, ORDER);
        ((FloatVector) v.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0))
                .mul(more)
                .intoMemorySegment(to, moreOffset, ORDER);
        ((FloatVector) v.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0))
                .mul(more)
                .intoMemorySegment(to, moreOffset + VECTOR, ORDER);
    }
}

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

/// One query against cached keys, a block of positions at a time: `to[s] = Σ_c query[c] · keys[s, c]`. For the layout
/// see [dev.tuwen.compute.cpu.kernels.HeadLayout], for the widening of halves [VectorWidening]. A row of the view
/// `keys` is a block.
final class VectorKeys {
    private static final long VECTOR = 4L * LANES;
    private static final int HALF_MASK = VectorWidening.HALF_MASK;
    private static final float HALF_SCALE = VectorWidening.HALF_SCALE;

    /// What a query is multiplied with for F16 keys, and its scores again: together the difference of the exponents'
    /// biases.
    static final float F16_QUERY_SCALE = 0x1p56f;

    private VectorKeys() {}

    /// F32 keys of an even number of words.
    static void f32(MemorySegment query, View keys, int blocks, MemorySegment scores) {
        MemorySegment memory = keys.memory();
        int words = (int) (keys.pitch() / VECTOR);
        for (int block = 0; block < blocks; block++) {
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            long from = keys.row(block);
            for (int j = 0; j < words; j += 2) {
                FloatVector k0 = FloatVector.fromMemorySegment(FLOATS, memory, from + j * VECTOR, ORDER);
                FloatVector k1 = FloatVector.fromMemorySegment(FLOATS, memory, from + j * VECTOR + VECTOR, ORDER);
                long q = 4L * j;
                FloatVector q0 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q));
                FloatVector q1 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 4));
                a = FUSED ? k0.fma(q0, a) : k0.mul(q0).add(a);
                b = FUSED ? k1.fma(q1, b) : k1.mul(q1).add(b);
            }
            a.add(b).intoMemorySegment(scores, block * VECTOR, ORDER);
        }
    }

    /// F16 keys of an even number of words. The query is scaled by [#F16_QUERY_SCALE], and so is the
    /// sum. What is read next is touched early: the arithmetic fills the window in
    /// which the processor would run ahead by itself.
    ///
    /// @return what was touched, for the caller to store, so that the touching is not removed
    static int f16(MemorySegment query, View keys, int blocks, MemorySegment scores) {
        MemorySegment memory = keys.memory();
        int words = (int) (keys.pitch() / VECTOR);
        int touched = 0;
        for (int block = 0; block < blocks; block++) {
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            long from = keys.row(block);
            for (int j = 0; j < words; j += 2) {
                touched += memory.get(JAVA_BYTE, from + j * VECTOR + AttentionKernels.AHEAD);
                touched += memory.get(JAVA_BYTE, from + j * VECTOR + VECTOR + AttentionKernels.AHEAD);
                IntVector k0 = IntVector.fromMemorySegment(INTS, memory, from + j * VECTOR, ORDER);
                IntVector k1 = IntVector.fromMemorySegment(INTS, memory, from + j * VECTOR + VECTOR, ORDER);
                long q = 8L * j;
                FloatVector q0 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q));
                FloatVector q1 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 4));
                FloatVector q2 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 8));
                FloatVector q3 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 12));
                FloatVector low0 = k0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(HALF_MASK)
                        .reinterpretAsFloats();
                FloatVector high0 =
                        k0.lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
                FloatVector low1 = k1.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 3)
                        .and(HALF_MASK)
                        .reinterpretAsFloats();
                FloatVector high1 =
                        k1.lanewise(VectorOperators.ASHR, 3).and(HALF_MASK).reinterpretAsFloats();
                a = FUSED ? low0.fma(q0, a) : low0.mul(q0).add(a);
                b = FUSED ? high0.fma(q1, b) : high0.mul(q1).add(b);
                c = FUSED ? low1.fma(q2, c) : low1.mul(q2).add(c);
                d = FUSED ? high1.fma(q3, d) : high1.mul(q3).add(d);
            }
            a.add(b).add(c.add(d)).mul(F16_QUERY_SCALE).intoMemorySegment(scores, block * VECTOR, ORDER);
        }
        return touched;
    }

    /// Q8_0 keys of 32 columns, without their scale.
    static void q8(MemorySegment query, long queryOffset, View keys, int blocks, MemorySegment scores) {
        MemorySegment memory = keys.memory();
        for (int block = 0; block < blocks; block++) {
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            FloatVector c = a;
            FloatVector d = a;
            long from = keys.row(block);
            for (int j = 0; j < 8; j++) {
                IntVector k = IntVector.fromMemorySegment(INTS, memory, from + j * VECTOR, ORDER);
                long q = queryOffset + 16L * j;
                FloatVector q0 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q));
                FloatVector q1 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 4));
                FloatVector q2 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 8));
                FloatVector q3 = FloatVector.broadcast(FLOATS, query.get(JAVA_FLOAT_UNALIGNED, q + 12));
                FloatVector k0 =
                        (FloatVector) k.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                FloatVector k1 = (FloatVector) k.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                FloatVector k2 = (FloatVector) k.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                FloatVector k3 = (FloatVector) k.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                a = FUSED ? k0.fma(q0, a) : k0.mul(q0).add(a);
                b = FUSED ? k1.fma(q1, b) : k1.mul(q1).add(b);
                c = FUSED ? k2.fma(q2, c) : k2.mul(q2).add(c);
                d = FUSED ? k3.fma(q3, d) : k3.mul(q3).add(d);
            }
            a.add(b).add(c.add(d)).intoMemorySegment(scores, block * VECTOR, ORDER);
        }
    }

    /// A block of F16 keys in F32, a column a row of `to`.
    static void widenF16(MemorySegment keys, long offset, int words, View to) {
        MemorySegment columns = to.memory();
        long pitch = to.pitch();
        for (int j = 0; j < words; j++) {
            IntVector k = IntVector.fromMemorySegment(INTS, keys, offset + j * VECTOR, ORDER);
            long o = to.row(2 * j);
            k.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE)
                    .intoMemorySegment(columns, o, ORDER);
            k.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE)
                    .intoMemorySegment(columns, o + pitch, ORDER);
        }
    }

    /// A block of Q8_0 keys in F32, a column a row of `to`.
    ///
    /// @param scales for each 32 columns a vector of F32
    static void widenQ8(MemorySegment keys, long offset, int words, MemorySegment scales, View to) {
        MemorySegment columns = to.memory();
        long pitch = to.pitch();
        for (int j = 0; j < words; j++) {
            IntVector k = IntVector.fromMemorySegment(INTS, keys, offset + j * VECTOR, ORDER);
            FloatVector scale = FloatVector.fromMemorySegment(FLOATS, scales, j / 8 * VECTOR, ORDER);
            long o = to.row(4 * j);
            for (int n = 0; n < 4; n++) {
                ((FloatVector) k.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0))
                        .mul(scale)
                        .intoMemorySegment(columns, o + n * pitch, ORDER);
                k = k.lanewise(VectorOperators.LSHL, 8);
            }
        }
    }
}

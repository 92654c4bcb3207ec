// Written by KernelTemplates from VectorBlockDots.template; change that.
package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// One row of activations times a quantised panel, widened in registers: `to[r] = Σ_k x[k] · w[k, r]`. What decoding
/// spends its time on. For the layouts see [dev.tuwen.compute.cpu.kernels.PanelLayout].
final class VectorBlockDots {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;
    private static final int HALF_MASK = VectorWidening.HALF_MASK;
    private static final float HALF_SCALE = VectorWidening.HALF_SCALE;

    private VectorBlockDots() {}

    /// Q8_0 panels of two vectors; `columns` is a multiple of 32.
    static void q8Of2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment to,
            long toOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        long o = wOffset;
        long i = xOffset;
        for (int block = 0; block < columns; block += 32) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            for (int j = 0; j < 8; j++) {
                IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
                IntVector w1 = IntVector.fromMemorySegment(INTS, w, o + VECTOR, ORDER);
                FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
                FloatVector f0 =
                        (FloatVector) w0.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                FloatVector f1 =
                        (FloatVector) w1.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 4));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 8));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 12));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                o += STEP;
                i += 16;
            }
            IntVector h0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = h0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            FloatVector high0 = h0.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            a0 = a0.add(s0.mul(low0));
            a1 = a1.add(s1.mul(high0));
            o += STEP / 2;
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
    }

    /// Q8_0 panels of four vectors; `columns` is a multiple of 32.
    static void q8Of4(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment to,
            long toOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        FloatVector a2 = a0;
        FloatVector a3 = a0;
        long o = wOffset;
        long i = xOffset;
        for (int block = 0; block < columns; block += 32) {
            FloatVector s0 = FloatVector.zero(FLOATS);
            FloatVector s1 = FloatVector.zero(FLOATS);
            FloatVector s2 = FloatVector.zero(FLOATS);
            FloatVector s3 = FloatVector.zero(FLOATS);
            for (int j = 0; j < 8; j++) {
                IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
                IntVector w1 = IntVector.fromMemorySegment(INTS, w, o + VECTOR, ORDER);
                IntVector w2 = IntVector.fromMemorySegment(INTS, w, o + 2 * VECTOR, ORDER);
                IntVector w3 = IntVector.fromMemorySegment(INTS, w, o + 3 * VECTOR, ORDER);
                FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i));
                FloatVector f0 =
                        (FloatVector) w0.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                FloatVector f1 =
                        (FloatVector) w1.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                FloatVector f2 =
                        (FloatVector) w2.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s2 = FUSED ? f2.fma(v, s2) : f2.mul(v).add(s2);
                FloatVector f3 =
                        (FloatVector) w3.lanewise(VectorOperators.ASHR, 24).convert(VectorOperators.I2F, 0);
                s3 = FUSED ? f3.fma(v, s3) : f3.mul(v).add(s3);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 4));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                f2 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s2 = FUSED ? f2.fma(v, s2) : f2.mul(v).add(s2);
                f3 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 8)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s3 = FUSED ? f3.fma(v, s3) : f3.mul(v).add(s3);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 8));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                f2 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s2 = FUSED ? f2.fma(v, s2) : f2.mul(v).add(s2);
                f3 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 16)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s3 = FUSED ? f3.fma(v, s3) : f3.mul(v).add(s3);
                v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, i + 12));
                f0 = (FloatVector) w0.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s0 = FUSED ? f0.fma(v, s0) : f0.mul(v).add(s0);
                f1 = (FloatVector) w1.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s1 = FUSED ? f1.fma(v, s1) : f1.mul(v).add(s1);
                f2 = (FloatVector) w2.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s2 = FUSED ? f2.fma(v, s2) : f2.mul(v).add(s2);
                f3 = (FloatVector) w3.lanewise(VectorOperators.LSHL, 24)
                        .lanewise(VectorOperators.ASHR, 24)
                        .convert(VectorOperators.I2F, 0);
                s3 = FUSED ? f3.fma(v, s3) : f3.mul(v).add(s3);
                o += STEP;
                i += 16;
            }
            IntVector h0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = h0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            FloatVector high0 = h0.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            a0 = a0.add(s0.mul(low0));
            a1 = a1.add(s1.mul(high0));
            IntVector h1 = IntVector.fromMemorySegment(INTS, w, o + VECTOR, ORDER);
            FloatVector low1 = h1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            FloatVector high1 = h1.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            a2 = a2.add(s2.mul(low1));
            a3 = a3.add(s3.mul(high1));
            o += STEP / 2;
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        a2.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        a3.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
    }
}

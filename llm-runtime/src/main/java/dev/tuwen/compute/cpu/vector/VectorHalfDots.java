// Written by KernelTemplates from VectorHalfDots.template; change that.
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

/// One row of activations times a panel of halves, widened in registers: `to[r] = Σ_k x[k] · w[k, r]`. For the layouts
/// see [dev.tuwen.compute.cpu.kernels.PanelLayout], for the widening [VectorWidening].
final class VectorHalfDots {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;
    private static final int HALF_MASK = VectorWidening.HALF_MASK;
    private static final float HALF_SCALE = VectorWidening.HALF_SCALE;
    private static final float BEYOND_HALF = VectorWidening.BEYOND_HALF;
    private static final int INFINITE = VectorWidening.INFINITE;

    private VectorHalfDots() {}

    /// BF16 panels of two vectors.
    static void bf16Of2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment to,
            long toOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * (STEP / 2);
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * k));
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector high0 = w0.and(0xffff0000).reinterpretAsFloats();
            a0 = FUSED ? low0.fma(v, a0) : low0.mul(v).add(a0);
            a1 = FUSED ? high0.fma(v, a1) : high0.mul(v).add(a1);
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
    }

    /// F16 panels of two vectors.
    static void f16Of2(
            int columns,
            MemorySegment w,
            long wOffset,
            MemorySegment x,
            long xOffset,
            MemorySegment to,
            long toOffset) {
        FloatVector a0 = FloatVector.zero(FLOATS);
        FloatVector a1 = a0;
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * (STEP / 2);
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * k));
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = w0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            low0 = low0.blend(
                    low0.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    low0.abs().compare(VectorOperators.GE, BEYOND_HALF));
            FloatVector high0 = w0.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            high0 = high0.blend(
                    high0.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    high0.abs().compare(VectorOperators.GE, BEYOND_HALF));
            a0 = FUSED ? low0.fma(v, a0) : low0.mul(v).add(a0);
            a1 = FUSED ? high0.fma(v, a1) : high0.mul(v).add(a1);
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
    }

    /// BF16 panels of four vectors.
    static void bf16Of4(
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
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * (STEP / 2);
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * k));
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = w0.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector high0 = w0.and(0xffff0000).reinterpretAsFloats();
            a0 = FUSED ? low0.fma(v, a0) : low0.mul(v).add(a0);
            a1 = FUSED ? high0.fma(v, a1) : high0.mul(v).add(a1);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, o + VECTOR, ORDER);
            FloatVector low1 = w1.lanewise(VectorOperators.LSHL, 16).reinterpretAsFloats();
            FloatVector high1 = w1.and(0xffff0000).reinterpretAsFloats();
            a2 = FUSED ? low1.fma(v, a2) : low1.mul(v).add(a2);
            a3 = FUSED ? high1.fma(v, a3) : high1.mul(v).add(a3);
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        a2.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        a3.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
    }

    /// F16 panels of four vectors.
    static void f16Of4(
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
        for (int k = 0; k < columns; k++) {
            long o = wOffset + k * (STEP / 2);
            FloatVector v = FloatVector.broadcast(FLOATS, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * k));
            IntVector w0 = IntVector.fromMemorySegment(INTS, w, o, ORDER);
            FloatVector low0 = w0.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            low0 = low0.blend(
                    low0.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    low0.abs().compare(VectorOperators.GE, BEYOND_HALF));
            FloatVector high0 = w0.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            high0 = high0.blend(
                    high0.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    high0.abs().compare(VectorOperators.GE, BEYOND_HALF));
            a0 = FUSED ? low0.fma(v, a0) : low0.mul(v).add(a0);
            a1 = FUSED ? high0.fma(v, a1) : high0.mul(v).add(a1);
            IntVector w1 = IntVector.fromMemorySegment(INTS, w, o + VECTOR, ORDER);
            FloatVector low1 = w1.lanewise(VectorOperators.LSHL, 16)
                    .lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            low1 = low1.blend(
                    low1.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    low1.abs().compare(VectorOperators.GE, BEYOND_HALF));
            FloatVector high1 = w1.lanewise(VectorOperators.ASHR, 3)
                    .and(HALF_MASK)
                    .reinterpretAsFloats()
                    .mul(HALF_SCALE);
            high1 = high1.blend(
                    high1.reinterpretAsInts().or(INFINITE).reinterpretAsFloats(),
                    high1.abs().compare(VectorOperators.GE, BEYOND_HALF));
            a2 = FUSED ? low1.fma(v, a2) : low1.mul(v).add(a2);
            a3 = FUSED ? high1.fma(v, a3) : high1.mul(v).add(a3);
        }
        a0.intoMemorySegment(to, toOffset, ORDER);
        a1.intoMemorySegment(to, toOffset + VECTOR, ORDER);
        a2.intoMemorySegment(to, toOffset + 2 * VECTOR, ORDER);
        a3.intoMemorySegment(to, toOffset + 3 * VECTOR, ORDER);
    }
}

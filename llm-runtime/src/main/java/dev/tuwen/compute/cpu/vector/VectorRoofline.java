package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.FUSED;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;

import dev.tuwen.compute.cpu.kernels.RooflineLoops;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The limits of vectors as wide as the kernels use.
public final class VectorRoofline implements RooflineLoops {
    /// Chains of multiply-adds. An addition takes four cycles and two begin in each: eight would do; with the two
    /// operands these fit in sixteen registers.
    private static final int CHAINS = 12;

    /// Nothing to prepare.
    public VectorRoofline() {}

    @Override
    public int read(MemorySegment from, long offset, long byteSize) {
        int step = INTS.vectorByteSize();
        IntVector a = IntVector.zero(INTS);
        IntVector b = a;
        IntVector c = a;
        IntVector d = a;
        for (long i = offset; i < offset + byteSize; i += 4L * step) {
            a = a.add(IntVector.fromMemorySegment(INTS, from, i, ORDER));
            b = b.add(IntVector.fromMemorySegment(INTS, from, i + step, ORDER));
            c = c.add(IntVector.fromMemorySegment(INTS, from, i + 2L * step, ORDER));
            d = d.add(IntVector.fromMemorySegment(INTS, from, i + 3L * step, ORDER));
        }
        return a.add(b).add(c.add(d)).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public float multiplyAdd(int rounds) {
        FloatVector x = FloatVector.broadcast(FLOATS, 0.999f);
        FloatVector y = FloatVector.broadcast(FLOATS, 0.001f);
        FloatVector a = y;
        FloatVector b = y;
        FloatVector c = y;
        FloatVector d = y;
        FloatVector e = y;
        FloatVector f = y;
        FloatVector g = x;
        FloatVector h = x;
        FloatVector k = x;
        FloatVector l = x;
        FloatVector m = x;
        FloatVector n = x;
        for (int i = 0; i < rounds; i++) {
            a = FUSED ? a.fma(x, y) : a.mul(x).add(y);
            b = FUSED ? b.fma(x, y) : b.mul(x).add(y);
            c = FUSED ? c.fma(x, y) : c.mul(x).add(y);
            d = FUSED ? d.fma(x, y) : d.mul(x).add(y);
            e = FUSED ? e.fma(x, y) : e.mul(x).add(y);
            f = FUSED ? f.fma(x, y) : f.mul(x).add(y);
            g = FUSED ? g.fma(x, y) : g.mul(x).add(y);
            h = FUSED ? h.fma(x, y) : h.mul(x).add(y);
            k = FUSED ? k.fma(x, y) : k.mul(x).add(y);
            l = FUSED ? l.fma(x, y) : l.mul(x).add(y);
            m = FUSED ? m.fma(x, y) : m.mul(x).add(y);
            n = FUSED ? n.fma(x, y) : n.mul(x).add(y);
        }
        return sum(sum(a, b, c, d), sum(e, f, g, h), sum(k, l, m, n));
    }

    private static FloatVector sum(FloatVector a, FloatVector b, FloatVector c, FloatVector d) {
        return a.add(b).add(c.add(d));
    }

    private static float sum(FloatVector a, FloatVector b, FloatVector c) {
        return a.add(b).add(c).reduceLanes(VectorOperators.ADD);
    }

    @Override
    public int multiplyAddsPerRound() {
        return CHAINS * LANES;
    }
}

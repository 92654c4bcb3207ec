package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.INTS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;

import dev.tuwen.compute.cpu.kernels.LimitLoops;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorOperators;

/// The limits of vectors as wide as the kernels use.
public final class VectorLimitLoops implements LimitLoops {
    /// Chains of multiply-adds. An addition takes four cycles and two begin in each: eight would do; with the two
    /// operands these fit in sixteen registers.
    private static final int CHAINS = 12;

    /// Nothing to prepare.
    public VectorLimitLoops() {}

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
        return VectorConstants.FUSED ? fused(rounds) : separate(rounds);
    }

    private static float fused(int rounds) {
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
            a = a.fma(x, y);
            b = b.fma(x, y);
            c = c.fma(x, y);
            d = d.fma(x, y);
            e = e.fma(x, y);
            f = f.fma(x, y);
            g = g.fma(x, y);
            h = h.fma(x, y);
            k = k.fma(x, y);
            l = l.fma(x, y);
            m = m.fma(x, y);
            n = n.fma(x, y);
        }
        return sum(sum(a, b, c, d), sum(e, f, g, h), sum(k, l, m, n));
    }

    private static float separate(int rounds) {
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
            a = a.mul(x).add(y);
            b = b.mul(x).add(y);
            c = c.mul(x).add(y);
            d = d.mul(x).add(y);
            e = e.mul(x).add(y);
            f = f.mul(x).add(y);
            g = g.mul(x).add(y);
            h = h.mul(x).add(y);
            k = k.mul(x).add(y);
            l = l.mul(x).add(y);
            m = m.mul(x).add(y);
            n = n.mul(x).add(y);
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

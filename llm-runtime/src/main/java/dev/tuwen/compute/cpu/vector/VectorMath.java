package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.kernels.ActivationFunctions;
import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorOperators;

/// Softmax and activations. Our own exponential, because the one of the Vector API is a loop over lanes on some
/// machines.
final class VectorMath {
    private static final float LOG2_E = 1.44269504f;

    /// 1.5 · 2^23: adding it rounds to an integer, which is then in the low bits.
    private static final float ROUNDER = 12582912f;

    /// The logarithm of 2 in two parts; the first has so few bits that its products with integers are exact.
    private static final float LN2_HIGH = 0.693359375f;

    private static final float LN2_LOW = -2.12194440e-4f;
    private static final float LARGEST = 88;
    private static final float SMALLEST = -87;
    private static final float TANH_SCALE = 0.79788456f;
    private static final float SQUARE_ROOT_HALF = 0.70710678f;

    private VectorMath() {}

    /// `e^x` for `x` within −87 … 88, else the value at the nearer bound: a polynomial of Cephes' `expf`, error of two
    /// units in the last place.
    private static FloatVector exp(FloatVector argument) {
        FloatVector x = argument.min(LARGEST).max(SMALLEST);
        FloatVector shifted = x.mul(LOG2_E).add(ROUNDER);
        FloatVector n = shifted.sub(ROUNDER);
        FloatVector r = x.sub(n.mul(LN2_HIGH)).sub(n.mul(LN2_LOW));
        FloatVector power = shifted.reinterpretAsInts()
                .lanewise(VectorOperators.LSHL, 23)
                .add(0x3f800000)
                .reinterpretAsFloats();
        FloatVector p = r.mul(1.9875691500e-4f).add(1.3981999507e-3f);
        p = p.mul(r).add(8.3334519073e-3f);
        p = p.mul(r).add(4.1665795894e-2f);
        p = p.mul(r).add(1.6666665459e-1f);
        p = p.mul(r).add(5.0000001201e-1f);
        return p.mul(r).mul(r).add(r).add(1).mul(power);
    }

    static float maximum(MemorySegment x, long xOffset, int count) {
        FloatVector maxima = FloatVector.broadcast(FLOATS, Float.NEGATIVE_INFINITY);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            maxima = maxima.max(FloatVector.fromMemorySegment(FLOATS, x, xOffset + 4L * i, ORDER));
        }
        float maximum = maxima.reduceLanes(VectorOperators.MAX);
        for (; i < count; i++) {
            maximum = Math.max(maximum, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * i));
        }
        return maximum;
    }

    static float exponentials(MemorySegment x, long xOffset, int count, float scale, float maximum) {
        FloatVector sums = FloatVector.zero(FLOATS);
        int i = 0;
        for (; i <= count - LANES; i += LANES) {
            FloatVector e = exp(FloatVector.fromMemorySegment(FLOATS, x, xOffset + 4L * i, ORDER)
                    .mul(scale)
                    .sub(maximum));
            e.intoMemorySegment(x, xOffset + 4L * i, ORDER);
            sums = sums.add(e);
        }
        float sum = VectorSums.of(sums);
        for (; i < count; i++) {
            float e = (float) Math.exp(scale * x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * i) - maximum);
            x.set(JAVA_FLOAT_UNALIGNED, xOffset + 4L * i, e);
            sum += e;
        }
        return sum;
    }

    static void activate(Activation activation, MemorySegment x, long xOffset, int count) {
        int whole = count - count % LANES;
        switch (activation) {
            case NONE -> {}
            case SILU -> silu(x, xOffset, whole);
            case GELU_ERF -> geluErf(x, xOffset, whole);
            case GELU_TANH -> geluTanh(x, xOffset, whole);
        }
        for (int i = whole; i < count; i++) {
            float value = ActivationFunctions.of(activation, x.get(JAVA_FLOAT_UNALIGNED, xOffset + 4L * i));
            x.set(JAVA_FLOAT_UNALIGNED, xOffset + 4L * i, value);
        }
    }

    private static void silu(MemorySegment x, long xOffset, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector v = FloatVector.fromMemorySegment(FLOATS, x, xOffset + 4L * i, ORDER);
            v.div(exp(v.neg()).add(1)).intoMemorySegment(x, xOffset + 4L * i, ORDER);
        }
    }

    private static void geluTanh(MemorySegment x, long xOffset, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector v = FloatVector.fromMemorySegment(FLOATS, x, xOffset + 4L * i, ORDER);
            FloatVector inner = v.mul(v).mul(0.044715f).add(1).mul(v).mul(-2 * TANH_SCALE);
            v.div(exp(inner).add(1)).intoMemorySegment(x, xOffset + 4L * i, ORDER);
        }
    }

    /// Abramowitz and Stegun 7.1.26, absolute error of the erf below 5e-7 in F32.
    private static void geluErf(MemorySegment x, long xOffset, int count) {
        for (int i = 0; i < count; i += LANES) {
            FloatVector v = FloatVector.fromMemorySegment(FLOATS, x, xOffset + 4L * i, ORDER);
            FloatVector a = v.mul(SQUARE_ROOT_HALF).abs();
            FloatVector t =
                    FloatVector.broadcast(FLOATS, 1).div(a.mul(0.3275911f).add(1));
            FloatVector series = t.mul(1.061405429f).add(-1.453152027f);
            series = series.mul(t).add(1.421413741f);
            series = series.mul(t).add(-0.284496736f);
            series = series.mul(t).add(0.254829592f).mul(t);
            FloatVector half = series.mul(exp(a.mul(a).neg())).mul(0.5f);
            // The normal distribution's upper tail, from which Φ(x) follows on both sides without cancellation.
            FloatVector probability = half.neg().add(1).blend(half, v.compare(VectorOperators.LT, 0));
            v.mul(probability).intoMemorySegment(x, xOffset + 4L * i, ORDER);
        }
    }
}

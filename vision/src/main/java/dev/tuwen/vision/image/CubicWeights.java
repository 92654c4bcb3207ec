package dev.tuwen.vision.image;

/// Which input samples make each output sample of a bicubic resize along one axis, and with what weight.
///
/// With `step = in / out`, `stretch = max(step, 1)` and `c = (o + 0.5) · step`, output `o` is made of the inputs `i`
/// with `⌊c − 2·stretch + 0.5⌋ ≤ i < ⌊c + 2·stretch + 0.5⌋` that exist, weighted by `K((i − c + 0.5) / stretch)` and
/// divided by the sum of these weights. `K` is the cubic convolution kernel with `a = −0.5`. Shrinking widens the
/// kernel, which is what keeps it from aliasing. Weights are in double precision, as in the reference; immutable.
public final class CubicWeights {

    private static final double A = -0.5;
    private static final double REACH = 2.0;

    private final int taps;
    private final int[] first;
    private final int[] count;
    private final double[] weights;

    private CubicWeights(int taps, int[] first, int[] count, double[] weights) {
        this.taps = taps;
        this.first = first;
        this.count = count;
        this.weights = weights;
    }

    /// The weights for an axis that goes from `in` to `out` samples.
    public static CubicWeights of(int in, int out) {
        if (in <= 0 || out <= 0) {
            throw new IllegalArgumentException(
                    "cubic weights from " + in + " to " + out + " samples, expected at least 1");
        }
        double step = (double) in / out;
        double stretch = Math.max(step, 1.0);
        double reach = REACH * stretch;
        double inverse = 1.0 / stretch;
        int taps = Math.addExact(Math.multiplyExact((int) Math.ceil(reach), 2), 1);
        int[] first = new int[out];
        int[] count = new int[out];
        double[] weights = new double[Math.multiplyExact(out, taps)];
        for (int o = 0; o < out; o++) {
            double centre = (o + 0.5) * step;
            int low = Math.max((int) (centre - reach + 0.5), 0);
            int high = Math.min((int) (centre + reach + 0.5), in);
            first[o] = low;
            count[o] = high - low;
            int base = o * taps;
            double sum = 0;
            for (int i = low; i < high; i++) {
                double weight = kernel((i - centre + 0.5) * inverse);
                weights[base + i - low] = weight;
                sum += weight;
            }
            if (sum != 0) {
                for (int t = 0; t < high - low; t++) {
                    weights[base + t] /= sum;
                }
            }
        }
        return new CubicWeights(taps, first, count, weights);
    }

    private static double kernel(double signed) {
        double x = Math.abs(signed);
        if (x < 1.0) {
            return ((A + 2.0) * x - (A + 3.0)) * x * x + 1;
        }
        if (x < 2.0) {
            return (((x - 5) * x + 8) * x - 4) * A;
        }
        return 0;
    }

    /// Output samples.
    public int size() {
        return first.length;
    }

    /// The first input sample of output `o`.
    public int first(int o) {
        return first[o];
    }

    /// How many input samples output `o` is made of.
    public int count(int o) {
        return count[o];
    }

    /// The weight of input sample `first(o) + tap` in output `o`.
    public double weight(int o, int tap) {
        return weights[o * taps + tap];
    }

    /// Space per output sample in [#fixedPoint(int)].
    int taps() {
        return taps;
    }

    /// All weights, `[size, taps]`, as integers with `bits` fraction bits, rounded half away from zero.
    int[] fixedPoint(int bits) {
        double one = 1L << bits;
        int[] fixed = new int[weights.length];
        for (int i = 0; i < fixed.length; i++) {
            double scaled = weights[i] * one;
            fixed[i] = (int) (scaled < 0 ? scaled - 0.5 : scaled + 0.5);
        }
        return fixed;
    }
}

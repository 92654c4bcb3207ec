package dev.tuwen.quantization;

/// Fits 32 elements to `x ≈ f · q − m` with whole `q` from 0 to `levels`, `f ≥ 0` and `m ≥ 0`, so that the sum of
/// `w · (f · q − m − x)²` is small. Larger elements weigh more, `w = rms + |x|`, for they move the sums they are part
/// of more.
///
/// Elements are rounded to some 20 grids a little wider or narrower than from the smallest to the largest element; for
/// the `q` each gives, `f` and `m` are those of least squares, and the best of all is kept. Used by one thread, again
/// and again.
final class GroupFit {
    /// Elements of a group.
    static final int SIZE = 32;

    /// Grids on either side of the one from the smallest to the largest element, and how much further each is, in
    /// steps.
    private static final int GRIDS = 10;

    private static final float BETWEEN = 0.1f;

    private final int levels;
    private final float[] weights = new float[SIZE];
    private float scale;
    private float minimum;

    GroupFit(int levels) {
        this.levels = levels;
    }

    float scale() {
        return scale;
    }

    float minimum() {
        return minimum;
    }

    /// Fits the elements from `start` on.
    void fit(float[] from, int start) {
        float smallest = 0;
        float largest = from[start];
        float squares = 0;
        for (int i = 0; i < SIZE; i++) {
            float x = from[start + i];
            smallest = Math.min(smallest, x);
            largest = Math.max(largest, x);
            squares += x * x;
        }
        scale = Math.max(0, largest - smallest) / levels;
        minimum = -smallest;
        if (!(scale > 0) || !Float.isFinite(scale)) {
            return;
        }
        float rms = (float) Math.sqrt(squares / SIZE);
        float weight = 0;
        float weightX = 0;
        for (int i = 0; i < SIZE; i++) {
            float x = from[start + i];
            float w = rms + Math.abs(x);
            weights[i] = w;
            weight += w;
            weightX += w * x;
        }
        double best = Double.MAX_VALUE;
        for (int grid = -GRIDS; grid <= GRIDS; grid++) {
            best = tryGrid(
                    from, start, smallest, (levels + grid * BETWEEN) / (largest - smallest), weight, weightX, best);
        }
    }

    /// Rounds to one grid and keeps what least squares make of it, if that is better than the best before. With
    /// `e = f · q − m − x`, the sum of `w · e²` is, without its part that is the same for all, `f² Σwqq + m² Σw −
    /// 2 f m Σwq − 2 f Σwqx + 2 m Σwx`.
    private double tryGrid(
            float[] from, int start, float smallest, float inverse, float weight, float weightX, double best) {
        float sumQ = 0;
        float sumQq = 0;
        float sumQx = 0;
        for (int i = 0; i < SIZE; i++) {
            float x = from[start + i];
            // Never negative, so that the cast is the floor.
            int q = Math.min(levels, (int) (inverse * (x - smallest) + 0.5f));
            float wq = weights[i] * q;
            sumQ += wq;
            sumQq += wq * q;
            sumQx += wq * x;
        }
        double determinant = (double) weight * sumQq - (double) sumQ * sumQ;
        double f = 0;
        double m = -1;
        if (determinant > 0) {
            f = ((double) weight * sumQx - (double) weightX * sumQ) / determinant;
            m = ((double) sumQ * sumQx - (double) sumQq * weightX) / determinant;
        }
        if (m < 0 && sumQq > 0) {
            m = 0;
            f = (double) sumQx / sumQq;
        }
        double error = f * f * sumQq + m * m * weight - 2 * f * m * sumQ - 2 * f * sumQx + 2 * m * weightX;
        if (!(f > 0) || !(error < best)) {
            return best;
        }
        scale = (float) f;
        minimum = (float) m;
        return error;
    }
}

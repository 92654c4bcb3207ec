package dev.tuwen.vision.image;

/// The filter that smooths the borders of blocks once a VP8 frame is complete: RFC 6386, section 15.
final class Vp8Smoothing {

    private final byte[] samples;
    private final int stride;

    Vp8Smoothing(Vp8Plane plane) {
        this.samples = plane.samples();
        this.stride = plane.stride();
    }

    /// How much is smoothed.
    ///
    /// @param edge the largest step over a border, counted fourfold, that is taken for an artefact
    /// @param inside the largest step beside a border
    /// @param rough the step beside it from which on less is smoothed
    record Limits(int edge, int inside, int rough) {}

    private int signed(int at) {
        return (samples[at] & 0xff) - 128;
    }

    private void put(int at, int value) {
        samples[at] = (byte) (Math.clamp(value, -128, 127) + 128);
    }

    private int step(int a, int b) {
        return Math.abs((samples[a] & 0xff) - (samples[b] & 0xff));
    }

    /// A border of `length` pixels; the first one behind it is at `at`.
    ///
    /// @param down whether the border is above a row, not beside a column
    void simple(int at, boolean down, int length, int limit) {
        int across = down ? stride : 1;
        int along = down ? 1 : stride;
        for (int i = 0, q = at; i < length; i++, q += along) {
            if (4 * step(q - across, q) + step(q - 2 * across, q + across) <= limit) {
                smoothTwo(q, across);
            }
        }
    }

    /// As [#simple], more gently.
    ///
    /// @param whole whether the border is one of whole blocks
    void gentle(int at, boolean down, int length, Limits limits, boolean whole) {
        int across = down ? stride : 1;
        int along = down ? 1 : stride;
        for (int i = 0, q = at; i < length; i++, q += along) {
            if (!calm(q, across, limits)) {
                continue;
            }
            boolean rough = step(q - 2 * across, q - across) > limits.rough() || step(q + across, q) > limits.rough();
            if (rough) {
                smoothTwo(q, across);
            } else if (whole) {
                smoothSix(q, across);
            } else {
                smoothFour(q, across);
            }
        }
    }

    private boolean calm(int q, int across, Limits limits) {
        if (4 * step(q - across, q) + step(q - 2 * across, q + across) > limits.edge()) {
            return false;
        }
        boolean calm = true;
        for (int i = 1; i <= 3; i++) {
            calm &= step(q - (i + 1) * across, q - i * across) <= limits.inside();
            calm &= step(q + i * across, q + (i - 1) * across) <= limits.inside();
        }
        return calm;
    }

    private static int eighth(int number) {
        return Math.clamp(number >> 3, -16, 15);
    }

    private void smoothTwo(int q, int across) {
        int p0 = signed(q - across);
        int q0 = signed(q);
        int step = 3 * (q0 - p0) + Math.clamp(signed(q - 2 * across) - signed(q + across), -128, 127);
        put(q - across, p0 + eighth(step + 3));
        put(q, q0 - eighth(step + 4));
    }

    private void smoothFour(int q, int across) {
        int p0 = signed(q - across);
        int q0 = signed(q);
        int step = 3 * (q0 - p0);
        int behind = eighth(step + 4);
        int further = (behind + 1) >> 1;
        put(q - 2 * across, signed(q - 2 * across) + further);
        put(q - across, p0 + eighth(step + 3));
        put(q, q0 - behind);
        put(q + across, signed(q + across) - further);
    }

    private void smoothSix(int q, int across) {
        int p0 = signed(q - across);
        int q0 = signed(q);
        int step = Math.clamp(
                3 * (q0 - p0) + Math.clamp(signed(q - 2 * across) - signed(q + across), -128, 127), -128, 127);
        for (int i = 0; i < 3; i++) {
            int change = ((27 - 9 * i) * step + 63) >> 7;
            put(q - (i + 1) * across, signed(q - (i + 1) * across) + change);
            put(q + i * across, signed(q + i * across) - change);
        }
    }
}

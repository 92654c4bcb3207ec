package dev.tuwen.vision.image;

/// One plane of a VP8 frame in whole blocks, with a row above and a column to the left that predictions start from.
final class Vp8Plane {

    private static final int ABOVE = 127;
    private static final int LEFT = 129;

    /// A block predicts from up to four pixels beyond its right end.
    private static final int BEYOND = 4;

    private final int stride;
    private final byte[] samples;

    Vp8Plane(int width, int height) {
        this.stride = width + 1 + BEYOND;
        this.samples = new byte[Math.multiplyExact(stride, height + 1)];
        for (int x = 0; x < stride; x++) {
            samples[x] = (byte) ABOVE;
        }
        for (int y = 1; y <= height; y++) {
            samples[y * stride] = (byte) LEFT;
        }
    }

    byte[] samples() {
        return samples;
    }

    int stride() {
        return stride;
    }

    /// Where the sample in this column of this row is; both may be -1.
    int at(int x, int y) {
        return (y + 1) * stride + x + 1;
    }

    int get(int at) {
        return samples[at] & 0xff;
    }

    void set(int at, int value) {
        samples[at] = (byte) Math.clamp(value, 0, 255);
    }
}

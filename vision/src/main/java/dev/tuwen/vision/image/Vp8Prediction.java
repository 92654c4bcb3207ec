package dev.tuwen.vision.image;

/// What a block of a VP8 key frame is predicted to be from the ones above and to the left: RFC 6386, section 12; and
/// the inverse transforms of what it differs by: section 14.
final class Vp8Prediction {

    static final int DC = 0;
    static final int TRUE_MOTION = 1;
    static final int VERTICAL = 2;
    static final int HORIZONTAL = 3;
    private static final int LEFT_DOWN = 4;
    private static final int RIGHT_DOWN = 5;
    private static final int VERTICAL_RIGHT = 6;
    private static final int VERTICAL_LEFT = 7;
    private static final int HORIZONTAL_DOWN = 8;

    /// Where the corner stands in [#edge]: before it the pixels to the left from the lowest on, behind it those above.
    private static final int CORNER = 4;

    private final int[] edge = new int[13];
    private final int[] half = new int[16];

    /// A whole block of `side` x `side`, of luma or chroma.
    void whole(Vp8Plane plane, int left, int top, int side, int mode) {
        int corner = plane.get(plane.at(left - 1, top - 1));
        int average = mode == DC ? average(plane, left, top, side) : 0;
        for (int y = 0; y < side; y++) {
            int beside = plane.get(plane.at(left - 1, top + y));
            for (int x = 0; x < side; x++) {
                int above = plane.get(plane.at(left + x, top - 1));
                plane.set(
                        plane.at(left + x, top + y),
                        switch (mode) {
                            case DC -> average;
                            case TRUE_MOTION -> beside + above - corner;
                            case VERTICAL -> above;
                            default -> beside;
                        });
            }
        }
    }

    private static int average(Vp8Plane plane, int left, int top, int side) {
        int sum = 0;
        int count = 0;
        for (int i = 0; i < side; i++) {
            if (top > 0) {
                sum += plane.get(plane.at(left + i, top - 1));
                count++;
            }
            if (left > 0) {
                sum += plane.get(plane.at(left - 1, top + i));
                count++;
            }
        }
        return count == 0 ? 128 : (sum + count / 2) / count;
    }

    /// A block of 4 x 4.
    ///
    /// @param right the four pixels above and to the right
    void small(Vp8Plane plane, int left, int top, int mode, int[] right) {
        for (int i = 0; i < 4; i++) {
            edge[i] = plane.get(plane.at(left - 1, top + 3 - i));
            edge[CORNER + 1 + i] = plane.get(plane.at(left + i, top - 1));
            edge[CORNER + 5 + i] = right[i];
        }
        edge[CORNER] = plane.get(plane.at(left - 1, top - 1));
        int average = 4;
        for (int i = 0; i < 4; i++) {
            average += edge[i] + edge[CORNER + 1 + i];
        }
        for (int y = 0; y < 4; y++) {
            for (int x = 0; x < 4; x++) {
                plane.set(
                        plane.at(left + x, top + y),
                        switch (mode) {
                            case DC -> average >> 3;
                            case TRUE_MOTION -> edge[3 - y] + edge[CORNER + 1 + x] - edge[CORNER];
                            case VERTICAL -> three(CORNER + 1 + x);
                            case HORIZONTAL -> y == 3 ? (edge[1] + 3 * edge[0] + 2) >> 2 : three(3 - y);
                            case LEFT_DOWN ->
                                x + y == 6 ? (edge[11] + 3 * edge[12] + 2) >> 2 : three(CORNER + 2 + x + y);
                            case RIGHT_DOWN -> three(CORNER + x - y);
                            case VERTICAL_RIGHT -> verticalRight(x, y);
                            case VERTICAL_LEFT -> verticalLeft(x, y);
                            case HORIZONTAL_DOWN -> horizontalDown(x, y);
                            default -> horizontalUp(x, y);
                        });
            }
        }
    }

    private int verticalRight(int x, int y) {
        int place = 2 * x - y;
        if (place < 0) {
            return three(CORNER + 1 + place);
        }
        return place % 2 == 0 ? two(CORNER + place / 2) : three(CORNER + place / 2 + 1);
    }

    private int verticalLeft(int x, int y) {
        if (x == 3 && y >= 2) {
            return three(y == 2 ? CORNER + 6 : CORNER + 7);
        }
        int first = CORNER + 1 + x + y / 2;
        return y % 2 == 0 ? two(first) : three(first + 1);
    }

    private int horizontalDown(int x, int y) {
        int place = 2 * y - x;
        if (place < 0) {
            return three(CORNER - 1 - place);
        }
        return place % 2 == 0 ? two(CORNER - 1 - place / 2) : three(CORNER - 1 - place / 2);
    }

    private int horizontalUp(int x, int y) {
        int place = x + 2 * y;
        if (place > 5) {
            return edge[0];
        }
        if (place == 5) {
            return (edge[1] + 3 * edge[0] + 2) >> 2;
        }
        return place % 2 == 0 ? two(2 - place / 2) : three(2 - place / 2);
    }

    private int two(int first) {
        return (edge[first] + edge[first + 1] + 1) >> 1;
    }

    private int three(int middle) {
        return (edge[middle - 1] + 2 * edge[middle] + edge[middle + 1] + 2) >> 2;
    }

    /// Adds the inverse cosine transform of 16 coefficients from `from` on.
    void addCosines(Vp8Plane plane, int left, int top, int[] coefficients, int from) {
        for (int i = 0; i < 4; i++) {
            int in = from + i;
            int a = coefficients[in] + coefficients[in + 8];
            int b = coefficients[in] - coefficients[in + 8];
            int c = sine(coefficients[in + 4]) - cosine(coefficients[in + 12]);
            int d = cosine(coefficients[in + 4]) + sine(coefficients[in + 12]);
            half[4 * i] = a + d;
            half[4 * i + 1] = b + c;
            half[4 * i + 2] = b - c;
            half[4 * i + 3] = a - d;
        }
        for (int y = 0; y < 4; y++) {
            int a = half[y] + 4 + half[8 + y];
            int b = half[y] + 4 - half[8 + y];
            int c = sine(half[4 + y]) - cosine(half[12 + y]);
            int d = cosine(half[4 + y]) + sine(half[12 + y]);
            int at = plane.at(left, top + y);
            plane.set(at, plane.get(at) + ((a + d) >> 3));
            plane.set(at + 1, plane.get(at + 1) + ((b + c) >> 3));
            plane.set(at + 2, plane.get(at + 2) + ((b - c) >> 3));
            plane.set(at + 3, plane.get(at + 3) + ((a - d) >> 3));
        }
    }

    /// `√2 · cos(π/8)` times a number, in 16-bit fixed point.
    private static int cosine(int number) {
        return number + ((number * 20_091) >> 16);
    }

    /// `√2 · sin(π/8)` times a number, in 16-bit fixed point.
    private static int sine(int number) {
        return (number * 35_468) >> 16;
    }

    /// Spreads the inverse Walsh-Hadamard transform of 16 numbers over the first coefficients of 16 blocks.
    void spread(int[] numbers, int[] coefficients) {
        for (int i = 0; i < 4; i++) {
            int a = numbers[i] + numbers[12 + i];
            int b = numbers[4 + i] + numbers[8 + i];
            int c = numbers[4 + i] - numbers[8 + i];
            int d = numbers[i] - numbers[12 + i];
            half[i] = a + b;
            half[8 + i] = a - b;
            half[4 + i] = d + c;
            half[12 + i] = d - c;
        }
        for (int i = 0; i < 4; i++) {
            int a = half[4 * i] + 3 + half[4 * i + 3];
            int b = half[4 * i + 1] + half[4 * i + 2];
            int c = half[4 * i + 1] - half[4 * i + 2];
            int d = half[4 * i] + 3 - half[4 * i + 3];
            coefficients[64 * i] = (a + b) >> 3;
            coefficients[64 * i + 16] = (d + c) >> 3;
            coefficients[64 * i + 32] = (a - b) >> 3;
            coefficients[64 * i + 48] = (d - c) >> 3;
        }
    }
}

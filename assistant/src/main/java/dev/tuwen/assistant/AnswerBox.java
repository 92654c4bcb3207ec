package dev.tuwen.assistant;

import java.util.Optional;
import java.util.regex.Pattern;

/// A box as MiniCPM-V writes it into an answer, `<box>left top right bottom</box>`, in thousandths of the picture's
/// width and height. Immutable; made by [#in].
///
/// @param left left edge, 0 to 1000
/// @param top upper edge, 0 to 1000
/// @param right right edge, 0 to 1000
/// @param bottom lower edge, 0 to 1000
record AnswerBox(int left, int top, int right, int bottom) {
    private static final Pattern FORM = Pattern.compile("<box>(\\d{1,4}) (\\d{1,4}) (\\d{1,4}) (\\d{1,4})</box>");

    /// The first box in a text.
    static Optional<AnswerBox> in(String text) {
        var found = FORM.matcher(text);
        return found.find()
                ? Optional.of(new AnswerBox(
                        number(found.group(1)), number(found.group(2)), number(found.group(3)), number(found.group(4))))
                : Optional.empty();
    }

    /// Intersection over union: 1 for equal boxes, 0 for such as do not meet and for empty ones.
    double overlap(AnswerBox other) {
        double both = area(
                Math.max(left, other.left),
                Math.max(top, other.top),
                Math.min(right, other.right),
                Math.min(bottom, other.bottom));
        double either = area(left, top, right, bottom) + area(other.left, other.top, other.right, other.bottom) - both;
        return either == 0 ? 0 : both / either;
    }

    private static double area(int left, int top, int right, int bottom) {
        return (double) Math.max(0, right - left) * Math.max(0, bottom - top);
    }

    private static int number(String digits) {
        return Integer.parseInt(digits);
    }
}

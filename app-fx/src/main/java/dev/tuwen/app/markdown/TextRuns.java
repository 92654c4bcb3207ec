package dev.tuwen.app.markdown;

import java.util.ArrayList;
import java.util.List;

/// Cuts text where Chinese begins and ends: code and emphasis look different there. Stateless.
final class TextRuns {
    /// A part of a text.
    ///
    /// @param text what it says
    /// @param chinese whether it needs a Chinese font
    record Run(String text, boolean chinese) {}

    private TextRuns() {}

    /// The parts of a text, in order.
    static List<Run> of(String text) {
        var runs = new ArrayList<Run>();
        int from = 0;
        while (from < text.length()) {
            boolean chinese = isChinese(text.codePointAt(from));
            int to = from;
            while (to < text.length() && isChinese(text.codePointAt(to)) == chinese) {
                to += Character.charCount(text.codePointAt(to));
            }
            runs.add(new Run(text.substring(from, to), chinese));
            from = to;
        }
        return runs;
    }

    private static boolean isChinese(int codePoint) {
        return isIn(codePoint, 0x2e80, 0x9fff)
                || isIn(codePoint, 0xf900, 0xfaff)
                || isIn(codePoint, 0xfe30, 0xfe4f)
                || isIn(codePoint, 0xff00, 0xffef)
                || isIn(codePoint, 0x20000, 0x3ffff);
    }

    private static boolean isIn(int codePoint, int first, int last) {
        return codePoint >= first && codePoint <= last;
    }
}

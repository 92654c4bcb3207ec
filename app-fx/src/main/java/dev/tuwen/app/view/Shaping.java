package dev.tuwen.app.view;

import java.text.Bidi;
import java.util.Locale;
import javafx.geometry.NodeOrientation;

/// Which text is shaped: its characters join, stack or change places, as in Arabic or Thai or with combining marks.
///
/// Where JavaFX 24 to 26 shapes with Pango, which is on Linux, it may break lines only between two runs of such text. A
/// run that is broken is shaped whole a second time: it is painted over the border, and from right to left an exception
/// is thrown in every pulse from then on. Views that show a `Text` a word are safe; controls must not wrap. Stateless.
public final class Shaping {
    private static final boolean PANGO =
            System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux");
    private static final int FIRST = 0x300;
    /// First and last characters that are shaped though they are neither marks nor written from right to left.
    private static final int[] RANGES = {
        0x0900, 0x0e7f, // Devanagari to Thai
        0x0e80, 0x109f, // Lao, Tibetan, Myanmar
        0x1100, 0x11ff, // Hangul as it is composed
        0x13a0, 0x13ff, // Cherokee
        0x1780, 0x18af, // Khmer, Mongolian
        0x1c50, 0x1c7f, // Ol Chiki
        0x200c, 0x200f, // joiners and marks of direction
        0x202a, 0x202e, // embeddings
        0x2066, 0x206f, // isolates
        0xab70, 0xabff, // Cherokee, Meetei Mayek
        0x11000, 0x11fff, // Brahmic scripts of the supplementary plane
        0x12000, 0x1254f, // cuneiform
    };

    private Shaping() {}

    /// Whether any of the text is shaped.
    public static boolean isNeeded(CharSequence text) {
        return text.codePoints().anyMatch(Shaping::isNeeded);
    }

    /// Whether any of the text goes from right to left.
    public static boolean isRightToLeft(CharSequence text) {
        return text.codePoints().anyMatch(Shaping::isRightToLeft);
    }

    /// Which way a paragraph runs: that of its first letter whose direction is certain, as Unicode has it.
    public static NodeOrientation direction(String paragraph) {
        return new Bidi(paragraph.strip(), Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight()
                ? NodeOrientation.LEFT_TO_RIGHT
                : NodeOrientation.RIGHT_TO_LEFT;
    }

    /// Whether a control may break the text into lines.
    public static boolean mayWrap(CharSequence text) {
        return !PANGO || !isNeeded(text);
    }

    private static boolean isNeeded(int codePoint) {
        if (codePoint < FIRST) {
            return false;
        }
        for (int i = 0; i < RANGES.length; i += 2) {
            if (codePoint >= RANGES[i] && codePoint <= RANGES[i + 1]) {
                return true;
            }
        }
        return isMark(codePoint) || isRightToLeft(codePoint);
    }

    private static boolean isMark(int codePoint) {
        int type = Character.getType(codePoint);
        return type == Character.NON_SPACING_MARK
                || type == Character.COMBINING_SPACING_MARK
                || type == Character.ENCLOSING_MARK;
    }

    private static boolean isRightToLeft(int codePoint) {
        return switch (Character.getDirectionality(codePoint)) {
            case Character.DIRECTIONALITY_RIGHT_TO_LEFT,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_EMBEDDING,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_OVERRIDE,
                    Character.DIRECTIONALITY_RIGHT_TO_LEFT_ISOLATE,
                    Character.DIRECTIONALITY_FIRST_STRONG_ISOLATE,
                    Character.DIRECTIONALITY_ARABIC_NUMBER -> true;
            default -> false;
        };
    }
}

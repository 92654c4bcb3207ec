package dev.tuwen.app.markdown;

import dev.tuwen.app.view.Shaping;
import java.text.BreakIterator;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/// Cuts running text into what becomes one `Text` each: where Chinese begins and ends, as code and emphasis look
/// different there, and, where any of the text is shaped, wherever a line may end, so that no line ends within one (see
/// [Shaping]). Stateless.
final class TextRuns {
    /// A word of more characters than this may end a line after any of them: it may not fit into one.
    private static final int LONGEST_WORD = 16;

    /// A part of a text.
    ///
    /// @param span number of the span it is of, from 0
    /// @param text what it says
    /// @param chinese whether it needs a Chinese font
    /// @param opens whether a line may end before it
    /// @param whole whether no line may end within it
    /// @param letter whether it is a character of a word that may end a line after any of them
    record Run(int span, String text, boolean chinese, boolean opens, boolean whole, boolean letter) {}

    private final String text;
    private final BitSet cuts = new BitSet();
    private final BitSet letters = new BitSet();
    private final boolean rightToLeft;

    private TextRuns(String text) {
        this.text = text;
        this.rightToLeft = Shaping.isRightToLeft(text);
        if (Shaping.isNeeded(text)) {
            findLineEnds();
        }
    }

    /// The parts of a text, in order.
    static List<Run> of(List<Span> spans) {
        var whole = new StringBuilder();
        spans.forEach(span -> whole.append(span.text()));
        return new TextRuns(whole.toString()).cut(spans);
    }

    private List<Run> cut(List<Span> spans) {
        var runs = new ArrayList<Run>();
        int from = 0;
        for (int span = 0; span < spans.size(); span++) {
            int end = from + spans.get(span).text().length();
            while (from < end) {
                int to = end(from, end);
                String part = text.substring(from, to);
                runs.add(new Run(
                        span,
                        part,
                        isChinese(text.codePointAt(from)),
                        cuts.get(from),
                        rightToLeft || Shaping.isNeeded(part),
                        letters.get(from)));
                from = to;
            }
        }
        return runs;
    }

    private int end(int from, int limit) {
        boolean chinese = isChinese(text.codePointAt(from));
        int to = from;
        do {
            to += Character.charCount(text.codePointAt(to));
        } while (to < limit && !cuts.get(to) && !turns(to) && isChinese(text.codePointAt(to)) == chinese);
        return Math.min(to, limit);
    }

    /// Where lines may end, as the layout of JavaFX finds it, and after each character of a long word. Whether letters
    /// from right to left end or begin here. Pango takes what it shapes for text from left to right, and would put a
    /// full stop on the wrong side of the word before it.
    private boolean turns(int at) {
        int before = text.codePointBefore(at);
        int after = text.codePointAt(at);
        return rightToLeft
                && !Character.isWhitespace(after)
                && Character.getType(after) != Character.NON_SPACING_MARK
                && Shaping.isRightToLeft(Character.toString(before)) != Shaping.isRightToLeft(Character.toString(after))
                && Character.getType(before) != Character.NON_SPACING_MARK;
    }

    private void findLineEnds() {
        var lines = BreakIterator.getLineInstance(Locale.getDefault());
        lines.setText(text);
        int from = lines.first();
        for (int to = lines.next(); to != BreakIterator.DONE; to = lines.next()) {
            cuts.set(from);
            String word = text.substring(from, to);
            if (word.length() > LONGEST_WORD && (rightToLeft || Shaping.isNeeded(word))) {
                cutLetters(word, from);
            }
            from = to;
        }
    }

    private void cutLetters(String word, int from) {
        BitSet characters = characters(word);
        if (rightToLeft && characters.cardinality() <= LONGEST_WORD) {
            return;
        }
        // From right to left even a single character of several marks must not be broken.
        BitSet begins = rightToLeft ? codePoints(word) : characters;
        begins.stream().forEach(at -> cuts.set(from + at));
        begins.stream().forEach(at -> letters.set(from + at));
        letters.set(from);
    }

    /// Where the characters begin that a person sees.
    private static BitSet characters(String word) {
        var begins = new BitSet(word.length());
        var characters = BreakIterator.getCharacterInstance(Locale.ROOT);
        characters.setText(word);
        characters.first();
        for (int at = characters.next(); at != BreakIterator.DONE && at < word.length(); at = characters.next()) {
            begins.set(at);
        }
        return begins;
    }

    private static BitSet codePoints(String word) {
        var begins = new BitSet(word.length());
        for (int at = 0; at < word.length(); at += Character.charCount(word.codePointAt(at))) {
            begins.set(at);
        }
        return begins;
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

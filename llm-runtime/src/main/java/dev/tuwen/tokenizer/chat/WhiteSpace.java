package dev.tuwen.tokenizer.chat;

/// White space as the reference implementation's language understands it: more characters than [String#strip()] takes,
/// among them the no-break space. Stateless.
public final class WhiteSpace {
    private WhiteSpace() {}

    /// A text without the white space at its ends.
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /// Whether a character is white space.
    public static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}

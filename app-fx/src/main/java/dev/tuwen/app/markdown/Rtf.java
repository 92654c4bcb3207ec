package dev.tuwen.app.markdown;

import java.util.List;

/// Writes running text as RTF, for programs that paste looks but take no HTML. Stateless.
final class Rtf {
    private static final String HEAD =
            "{\\rtf1\\ansi\\ansicpg1252\\uc1\\deff0{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fmodern Courier New;}}\n";
    private static final int LAST_ASCII = 0x7e;

    private Rtf() {}

    /// Running text. Where it leads is left to HTML.
    static String of(List<Span> spans) {
        var rtf = new StringBuilder(HEAD);
        for (Span span : spans) {
            rtf.append('{');
            span.styles().stream().sorted().map(Rtf::word).forEach(rtf::append);
            rtf.append(' ');
            span.text().chars().forEach(unit -> rtf.append(escaped((char) unit)));
            rtf.append('}');
        }
        return rtf.append('}').toString();
    }

    private static String word(Span.Style style) {
        return switch (style) {
            case STRONG -> "\\b";
            case EMPHASIS -> "\\i";
            case STRIKETHROUGH -> "\\strike";
            case CODE -> "\\f1";
        };
    }

    private static String escaped(char unit) {
        return switch (unit) {
            case '\\', '{', '}' -> "\\" + unit;
            case '\n' -> "\\line ";
            case '\t' -> "\\tab ";
            // Readers of before 1997 show a question mark; numbers are signed.
            default -> unit > LAST_ASCII ? "\\u" + (short) unit + "?" : String.valueOf(unit);
        };
    }
}

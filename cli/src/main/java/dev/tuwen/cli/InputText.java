package dev.tuwen.cli;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Text that was piped in, whatever its encoding: UTF-8 and UTF-16 with or without a byte order mark, else that of the
/// locale, else GB18030, which GBK is a part of. Stateless.
final class InputText {
    /// What an editor puts in front of a text, and what no one can see.
    private static final String INVISIBLE = "\uFEFF\u200B\u2060";

    private InputText() {}

    /// A text with the charset it was read in.
    record Decoded(String text, Charset charset) {}

    /// A whole text.
    static Optional<Decoded> decode(byte[] bytes) {
        Optional<Charset> wide = utf16(bytes);
        return wide.isPresent() ? decode(bytes, List.of(wide.get())) : decodeLine(bytes);
    }

    /// A line of a text that is not UTF-16.
    static Optional<Decoded> decodeLine(byte[] bytes) {
        return decode(bytes, charsets(System.getProperty("native.encoding", "UTF-8")));
    }

    /// A line that a person typed, in the encoding of the locale. Where that is UTF-8, parts of characters are left
    /// out: terminals that do not know it erase one byte at a time.
    static Optional<Decoded> decodeTyped(byte[] bytes) {
        return decodeTyped(bytes, System.getProperty("native.encoding", "UTF-8"));
    }

    static Optional<Decoded> decodeTyped(byte[] bytes, String locale) {
        Optional<Decoded> whole = decode(bytes, charsets(locale));
        boolean guessed = whole.filter(decoded -> decoded.charset().equals(StandardCharsets.UTF_8))
                .isEmpty();
        return guessed && locale.equals("UTF-8")
                ? Optional.of(new Decoded(
                        new String(bytes, StandardCharsets.UTF_8).replace("\uFFFD", ""), StandardCharsets.UTF_8))
                : whole;
    }

    /// Whether a text is UTF-16, by its first two bytes: a mark, or one half of a character below U+0100.
    static Optional<Charset> utf16(byte[] begin) {
        if (begin.length < 2) {
            return Optional.empty();
        }
        int first = begin[0] & 0xFF;
        int second = begin[1] & 0xFF;
        if ((first == 0xFF && second == 0xFE) || (first != 0 && second == 0)) {
            return Optional.of(StandardCharsets.UTF_16LE);
        }
        if ((first == 0xFE && second == 0xFF) || (first == 0 && second != 0)) {
            return Optional.of(StandardCharsets.UTF_16BE);
        }
        return Optional.empty();
    }

    /// What is tried, in this order.
    static List<Charset> charsets(String locale) {
        Set<Charset> charsets = new LinkedHashSet<>();
        charsets.add(StandardCharsets.UTF_8);
        for (String name : List.of(locale, "GB18030")) {
            if (Charset.isSupported(name)) {
                charsets.add(Charset.forName(name));
            }
        }
        return List.copyOf(charsets);
    }

    /// In the first charset that has a meaning for every byte.
    static Optional<Decoded> decode(byte[] bytes, List<Charset> charsets) {
        return charsets.stream()
                .flatMap(charset -> decode(bytes, charset).stream())
                .findFirst();
    }

    private static Optional<Decoded> decode(byte[] bytes, Charset charset) {
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            return Optional.of(new Decoded(text, charset));
        } catch (CharacterCodingException another) {
            return Optional.empty();
        }
    }

    /// Without white space of any kind and invisible characters around it.
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isBlank(text.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || INVISIBLE.indexOf(c) >= 0;
    }
}

package dev.tuwen.cli.driver;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/// What a person types at a console of Windows, as UTF-8 with lines that end as elsewhere. Ctrl-Z at the start of a
/// line ends it. One thread; nothing to close.
final class TypedText extends InputStream {
    private static final int LONGEST_READ = 8192;
    private static final char CTRL_Z = '\u001A';

    private final ConsoleFunctions functions;
    private final long handle;
    private final char[] typed = new char[LONGEST_READ];
    private byte[] waiting = new byte[0];
    private int next;
    /// The first half of a character beyond U+FFFF whose second half was not read yet.
    private String half = "";

    private boolean lineBegins = true;
    private boolean ended;

    TypedText(ConsoleFunctions functions, long handle) {
        this.functions = functions;
        this.handle = handle;
    }

    @Override
    public int read() throws IOException {
        return fill() ? waiting[next++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, into.length);
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, waiting.length - next);
        System.arraycopy(waiting, next, into, offset, count);
        next += count;
        return count;
    }

    /// Not how many bytes, but whether a line can be read at once.
    @Override
    public int available() {
        int left = waiting.length - next;
        return left > 0 ? left : !ended && functions.hasTypedLine(handle) ? 1 : 0;
    }

    /// Waits for a part of a line unless there is one; false at the end.
    private boolean fill() throws IOException {
        while (next == waiting.length && !ended) {
            // Nothing at all is Ctrl-C, of which others are told.
            int count = functions.read(handle, typed);
            if (count > 0) {
                take(half + new String(typed, 0, count));
            }
        }
        return next < waiting.length;
    }

    private void take(String text) {
        if (lineBegins && text.charAt(0) == CTRL_Z) {
            ended = true;
            return;
        }
        boolean split = Character.isHighSurrogate(text.charAt(text.length() - 1));
        int whole = text.length() - (split ? 1 : 0);
        half = text.substring(whole);
        lineBegins = text.endsWith("\n");
        waiting = text.substring(0, whole).replace("\r", "").getBytes(StandardCharsets.UTF_8);
        next = 0;
    }
}

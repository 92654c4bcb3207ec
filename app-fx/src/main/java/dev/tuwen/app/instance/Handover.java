package dev.tuwen.app.instance;

import dev.tuwen.assistant.FileAddress;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What one start says to another, and the answer: lines of ASCII, each ended by `\n`.
///
///     tuwen-window 1
///     open file:///home/me/a.png
///     open file:///home/me/%E5%9B%BE.png
///     show
///
/// `open` may come any number of times, `show` ends it and brings the window to the front. The answer is one line:
/// `done`, `refused`, or `version 1` where the first line is of another version. Both sides take no more than they must
/// and believe nothing. Stateless.
final class Handover {
    /// The longest request and the most files in one.
    static final int MAXIMUM_BYTES = 1 << 20;

    static final int MAXIMUM_FILES = 10_000;

    private static final String NAME = "tuwen-window ";
    private static final String VERSION = NAME + "1";
    private static final String OPEN = "open ";
    private static final String SHOW = "show";
    private static final int LONGEST_ANSWER = 64;

    /// What became of a request.
    enum Answer {
        /// The window has it.
        DONE("done"),
        /// It was none that the window takes.
        REFUSED("refused"),
        /// The other side speaks another version.
        OTHER_VERSION("version 1");

        private final String line;

        Answer(String line) {
            this.line = line;
        }
    }

    /// What was read: the files, or what to answer instead.
    ///
    /// @param files to open
    /// @param mistake what to answer; empty where it can be done
    record Request(List<Path> files, Optional<Answer> mistake) {
        Request {
            files = List.copyOf(files);
        }
    }

    private Handover() {}

    /// Writes a request.
    static void ask(WritableByteChannel channel, List<Path> files) throws IOException {
        var text = new StringBuilder(VERSION).append('\n');
        files.forEach(file -> text.append(OPEN).append(FileAddress.of(file)).append('\n'));
        write(channel, text.append(SHOW).append('\n').toString());
    }

    /// Writes an answer.
    static void answer(WritableByteChannel channel, Answer answer) throws IOException {
        write(channel, answer.line + "\n");
    }

    private static void write(WritableByteChannel channel, String text) throws IOException {
        for (ByteBuffer left = StandardCharsets.US_ASCII.encode(text); left.hasRemaining(); ) {
            channel.write(left);
        }
    }

    /// Reads a request.
    static Request request(ReadableByteChannel channel) throws IOException {
        var lines = new Lines(channel, MAXIMUM_BYTES);
        String version = lines.next();
        if (!version.equals(VERSION)) {
            return refused(version.startsWith(NAME) ? Answer.OTHER_VERSION : Answer.REFUSED);
        }
        var files = new ArrayList<Path>();
        for (String line = lines.next(); !line.equals(SHOW); line = lines.next()) {
            Optional<Path> file =
                    line.startsWith(OPEN) ? FileAddress.path(line.substring(OPEN.length())) : Optional.empty();
            if (file.isEmpty() || files.size() >= MAXIMUM_FILES) {
                return refused(Answer.REFUSED);
            }
            files.add(file.get());
        }
        return new Request(files, Optional.empty());
    }

    private static Request refused(Answer answer) {
        return new Request(List.of(), Optional.of(answer));
    }

    /// Reads an answer; anything strange is a refusal.
    static Answer answer(ReadableByteChannel channel) throws IOException {
        String line = new Lines(channel, LONGEST_ANSWER).next();
        for (Answer answer : Answer.values()) {
            if (answer.line.equals(line)) {
                return answer;
            }
        }
        return line.startsWith("version ") ? Answer.OTHER_VERSION : Answer.REFUSED;
    }

    /// Lines of a channel, up to a number of bytes in all; a line ends early where the other side does. Used once.
    private static final class Lines {
        private final ReadableByteChannel channel;
        private final ByteBuffer buffer;
        private int left;

        Lines(ReadableByteChannel channel, int maximum) {
            this.channel = channel;
            this.left = maximum;
            this.buffer = ByteBuffer.allocate(Math.min(maximum, 1 << 13)).limit(0);
        }

        String next() throws IOException {
            var line = new StringBuilder();
            while (true) {
                if (!buffer.hasRemaining()) {
                    buffer.clear();
                    int count = channel.read(buffer);
                    buffer.flip();
                    if (count < 0) {
                        throw new IOException("the other side ended in the middle of a line");
                    }
                    continue;
                }
                char c = (char) (buffer.get() & 0xff);
                if (--left < 0) {
                    throw new IOException("the other side says too much");
                }
                if (c == '\n') {
                    return line.toString();
                }
                line.append(c);
            }
        }
    }
}

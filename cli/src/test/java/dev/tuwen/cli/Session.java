package dev.tuwen.cli;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// One call of the command line with streams in memory.
final class Session {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final int code;

    private Session(byte[] input, boolean terminal, @Nullable OutputStream closed, String... arguments) {
        var streams =
                new Terminal(new ByteArrayInputStream(input), closed == null ? out : closed, err, false, terminal);
        code = Main.run(arguments, streams);
    }

    static Session of(String... arguments) {
        return new Session(new byte[0], false, null, arguments);
    }

    static Session withInput(String input, String... arguments) {
        return new Session(input.getBytes(StandardCharsets.UTF_8), false, null, arguments);
    }

    static Session withBytes(byte[] input, String... arguments) {
        return new Session(input, false, null, arguments);
    }

    static Session onTerminal(String... arguments) {
        return new Session(new byte[0], true, null, arguments);
    }

    /// Standard output that somebody closed.
    static Session withoutReader(String... arguments) {
        return new Session(new byte[0], false, failing("Broken pipe"), arguments);
    }

    /// The same with something to read.
    static Session withInputButNoReader(String input, String... arguments) {
        return new Session(input.getBytes(StandardCharsets.UTF_8), false, failing("Broken pipe"), arguments);
    }

    /// Standard output that cannot be written.
    static Session withoutOutput(String reason, String... arguments) {
        return new Session(new byte[0], false, failing(reason), arguments);
    }

    /// Standard output of one's own.
    static Session on(OutputStream out, String... arguments) {
        return new Session(new byte[0], false, out, arguments);
    }

    private static OutputStream failing(String reason) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(reason);
            }
        };
    }

    int code() {
        return code;
    }

    String out() {
        return out.toString(StandardCharsets.UTF_8);
    }

    String err() {
        return err.toString(StandardCharsets.UTF_8);
    }
}

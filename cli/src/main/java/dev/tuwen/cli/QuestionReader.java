package dev.tuwen.cli;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What is typed, pasted or piped into a conversation, question by question: a line each, or the lines between two
/// lines of `"""`, or what was pasted at once. One thread.
final class QuestionReader {
    /// Around a question of several lines.
    private static final String FENCE = "\"\"\"";

    /// What terminals put around pasted text once [PasteMode] asked for it.
    private static final String PASTE_START = "\u001b[200~";

    private static final String PASTE_END = "\u001b[201~";

    private final Terminal terminal;
    private final BufferedInputStream in;
    private @Nullable BufferedReader wide;
    private boolean begun;
    private boolean said;

    QuestionReader(Terminal terminal) {
        this.terminal = terminal;
        this.in = new BufferedInputStream(terminal.in());
    }

    /// The next question, without blanks around it; null at the end of the input.
    ///
    /// @throws MistakeException if it is in no encoding that can be told; the next may be
    @Nullable
    String next() throws IOException {
        boolean person = terminal.inputIsTerminal();
        // Lines that waited were typed while an answer was written, each for itself.
        boolean waited = person && in.available() > 0;
        String line = line();
        if (line == null) {
            return null;
        }
        if (line.contains(PASTE_START)) {
            return InputText.strip(pasted(line));
        }
        if (InputText.strip(line).equals(FENCE)) {
            return InputText.strip(fenced());
        }
        if (person && !waited && !line.startsWith("/")) {
            return InputText.strip(arrivedTogether(line));
        }
        return InputText.strip(line);
    }

    private String pasted(String firstLine) throws IOException {
        var text = new StringBuilder(firstLine);
        while (text.indexOf(PASTE_END) < 0) {
            String line = line();
            if (line == null) {
                break;
            }
            text.append('\n').append(line);
        }
        return text.toString().replace(PASTE_START, "").replace(PASTE_END, "");
    }

    private String fenced() throws IOException {
        var text = new StringBuilder();
        for (String line = line(); line != null && !InputText.strip(line).equals(FENCE); line = line()) {
            text.append(line).append('\n');
        }
        return text.toString();
    }

    /// Nobody types a second line in no time: it was pasted into a terminal that does not say so.
    private String arrivedTogether(String firstLine) throws IOException {
        var text = new StringBuilder(firstLine);
        while (in.available() > 0) {
            String line = line();
            if (line == null) {
                break;
            }
            text.append('\n').append(line);
        }
        return text.toString();
    }

    private @Nullable String line() throws IOException {
        if (!begun) {
            begun = true;
            if (!terminal.inputIsTerminal()) {
                wide = wideReader();
            }
        }
        BufferedReader reader = wide;
        return reader == null ? narrowLine() : reader.readLine();
    }

    /// Text in UTF-16 has no bytes that end a line.
    private @Nullable BufferedReader wideReader() throws IOException {
        in.mark(2);
        byte[] begin = in.readNBytes(2);
        in.reset();
        Optional<Charset> charset = InputText.utf16(begin);
        return charset.isEmpty() ? null : new BufferedReader(new InputStreamReader(in, charset.get()));
    }

    private @Nullable String narrowLine() throws IOException {
        var bytes = new ByteArrayOutputStream();
        int b = in.read();
        if (b < 0) {
            return null;
        }
        for (; b >= 0 && b != '\n'; b = in.read()) {
            bytes.write(b);
        }
        Optional<InputText.Decoded> line = terminal.inputIsTerminal()
                ? InputText.decodeTyped(bytes.toByteArray())
                : InputText.decodeLine(bytes.toByteArray());
        InputText.Decoded decoded = line.orElseThrow(() -> new MistakeException(
                "a line of standard input is neither UTF-8 nor in another encoding that can be told"));
        if (!decoded.charset().equals(StandardCharsets.UTF_8) && !said) {
            said = true;
            terminal.complain("tuwen: standard input is not in UTF-8 and is read as " + decoded.charset());
        }
        return decoded.text();
    }
}

package dev.tuwen.cli;

import dev.tuwen.cli.driver.BrokenPipe;
import dev.tuwen.cli.driver.Utf8Console;
import java.io.BufferedInputStream;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The three standard streams, in UTF-8, and whether people sit at them. Any thread may print; one at a time is wanted.
///
/// A reader of standard output that leaves, as `head` does, is no failure: what it would have got is dropped, and the
/// command goes on to its verdict. Whoever writes much asks [#isUnread]. Any other reason is one.
final class Terminal {
    private static final String CLEAR_LINE = "\r\u001b[K";

    private final InputStream in;
    private final OutputStream out;
    private final OutputStream err;
    private final boolean inputIsTerminal;
    private final boolean errorIsTerminal;
    private boolean progressShown;
    private volatile boolean unread;
    private volatile @Nullable OutputLostException lost;

    Terminal(InputStream in, OutputStream out, OutputStream err, boolean inputIsTerminal, boolean errorIsTerminal) {
        this.in = in;
        this.out = out;
        this.err = err;
        this.inputIsTerminal = inputIsTerminal;
        this.errorIsTerminal = errorIsTerminal;
    }

    /// The streams of this process. Not `System.out`: that one follows the locale. A console of Windows is told that
    /// they are UTF-8, until the process ends. Where both outputs lead to a terminal all goes one way, for the launcher
    /// takes lines out of the other, and what comes later through it would wipe out the beginning of an answer.
    static Terminal ofProcess() {
        boolean errors = isTerminal(2, "TUWEN_STDERR_TERMINAL");
        Optional<InputStream> typed = Utf8Console.ofProcess(errors).flatMap(Utf8Console::input);
        var out = new FileOutputStream(FileDescriptor.out);
        return new Terminal(
                typed.orElseGet(() -> new BufferedInputStream(new FileInputStream(FileDescriptor.in))),
                out,
                errors && isTerminal(1, "TUWEN_STDOUT_TERMINAL") ? out : new FileOutputStream(FileDescriptor.err),
                typed.isPresent() || isTerminal(0, "TUWEN_STDIN_TERMINAL"),
                errors);
    }

    /// The launcher knows and says so; else Linux tells where a stream leads; else Java guesses, with null for no again
    /// in 25.
    @SuppressWarnings("SystemConsoleNull")
    private static boolean isTerminal(int stream, String variable) {
        String said = System.getenv(variable);
        if (said != null && !said.isEmpty()) {
            return !said.equals("0") && !said.equals("false");
        }
        Path link = Path.of("/proc/self/fd/" + stream);
        try {
            String target = Files.readSymbolicLink(link).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException | UnsupportedOperationException e) {
            Console console = System.console();
            return console != null && console.isTerminal();
        }
    }

    /// Standard output as a writer, for help and version.
    PrintWriter outWriter() {
        return new PrintWriter(new OutputStreamWriter(new Watched(), StandardCharsets.UTF_8), true);
    }

    /// Standard error as a writer.
    PrintWriter errorWriter() {
        return new PrintWriter(new OutputStreamWriter(err, StandardCharsets.UTF_8), true);
    }

    /// Standard input.
    InputStream in() {
        return in;
    }

    /// Whether a person types.
    boolean inputIsTerminal() {
        return inputIsTerminal;
    }

    /// Whether nobody reads standard output any more.
    boolean isUnread() {
        return unread;
    }

    /// Why standard output could not be written; null as long as it could.
    @Nullable
    OutputLostException lost() {
        return lost;
    }

    /// Writes to standard output at once.
    ///
    /// @throws OutputLostException if it cannot be written, though somebody may read it
    void print(String text) {
        clearProgress();
        write(text.getBytes(StandardCharsets.UTF_8));
    }

    private void write(byte[] bytes) {
        if (unread) {
            return;
        }
        try {
            out.write(bytes);
            out.flush();
        } catch (IOException e) {
            if (BrokenPipe.isMeantBy(e)) {
                unread = true;
                return;
            }
            var failure = new OutputLostException(e);
            lost = failure;
            throw failure;
        }
    }

    /// Writes a line to standard output.
    void println(String line) {
        print(line + '\n');
    }

    /// Writes a line for the person to standard error.
    void complain(String sentence) {
        clearProgress();
        write(sentence + '\n');
    }

    /// Writes to standard error without ending the line, when a person reads it.
    void prompt(String text) {
        if (errorIsTerminal) {
            clearProgress();
            write(text);
        }
    }

    /// Shows what is being done in a line that the next one replaces; only to a person.
    synchronized void progress(String text) {
        if (errorIsTerminal) {
            progressShown = true;
            write(CLEAR_LINE + text);
        }
    }

    /// Takes the progress line away.
    synchronized void clearProgress() {
        if (progressShown) {
            progressShown = false;
            write(CLEAR_LINE);
        }
    }

    /// A closed standard error cannot be complained about anywhere.
    private synchronized void write(String text) {
        try {
            err.write(text.getBytes(StandardCharsets.UTF_8));
            err.flush();
        } catch (IOException ignored) {
            progressShown = false;
        }
    }

    /// Standard output for writers, which keep a failure to themselves: [#lost] knows it.
    private final class Watched extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int count) throws IOException {
            try {
                Terminal.this.write(Arrays.copyOfRange(bytes, from, from + count));
            } catch (OutputLostException e) {
                throw new IOException(e);
            }
        }
    }
}

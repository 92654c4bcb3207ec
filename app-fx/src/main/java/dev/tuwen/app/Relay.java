package dev.tuwen.app;

import dev.tuwen.app.driver.WindowsConsole;
import dev.tuwen.cli.Arguments;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Stands between a Windows console and the application's Java machine, as the launcher's shell does elsewhere: starts
/// that machine, takes the announcement of the incubating Vector API out of its standard error, and ends with its exit
/// code. Standard input and output are the other machine's own. Runs from the class path, where no incubating module
/// is resolved, so that nothing announces itself here.
///
/// Where the property `tuwen.checkout` names a folder of sources, it first looks whether one is newer than what was
/// built from them, and ends with [#STALE] if so.
public final class Relay {
    static final int STALE = 75;

    private static final long TIMEOUT_SECONDS = 10;

    private Relay() {}

    /// Runs the Java machine of this process once more.
    ///
    /// @param arguments its options, module and arguments
    public static void main(String[] arguments) {
        try {
            System.exit(isStale() ? STALE : run(Arguments.repaired(arguments)));
        } catch (IOException e) {
            System.err.println("tuwen: Java cannot be started: " + e.getMessage());
        } catch (InterruptedException e) {
            System.err.println("tuwen: interrupted");
        }
        System.exit(1);
    }

    /// Sources that cannot be read are left to the build to complain of.
    private static boolean isStale() {
        String checkout = System.getProperty("tuwen.checkout", "");
        try {
            return !checkout.isEmpty() && new Checkout(Path.of(checkout)).isStale();
        } catch (IOException e) {
            return true;
        }
    }

    private static int run(String[] arguments) throws IOException, InterruptedException {
        boolean windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");
        var command = new ArrayList<String>();
        command.add(Path.of(System.getProperty("java.home"), "bin", windows ? "java.exe" : "java")
                .toString());
        for (String argument : arguments) {
            command.add(windows ? quoted(argument) : argument);
        }
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO().redirectError(ProcessBuilder.Redirect.PIPE);
        if (windows) {
            WindowsConsole.showsErrors()
                    .ifPresent(shown -> builder.environment().put("TUWEN_STDERR_TERMINAL", shown.toString()));
        }
        Process process = builder.start();
        // Ctrl-C reaches both processes: the other one closes in order, and the prompt comes back after it.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> outlive(process), "tuwen-relay-end"));
        try (InputStream errors = process.getErrorStream()) {
            pass(errors, System.err);
        }
        return process.waitFor();
    }

    private static void outlive(Process process) {
        try {
            if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Copies standard error as it comes, but for the announcement, which may stand behind lines about options picked
    /// up from the environment.
    static void pass(InputStream from, OutputStream to) throws IOException {
        var announcement = new Announcement();
        byte[] chunk = new byte[8192];
        for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
            to.write(announcement.without(chunk, count));
            to.flush();
        }
        to.write(announcement.rest());
        to.flush();
    }

    /// An argument as Microsoft's runtime takes it apart again: in quotes, quotes inside behind a backslash, and
    /// backslashes before a quote doubled. Java passes on as it is what comes in quotes.
    static String quoted(String argument) {
        var quoted = new StringBuilder("\"");
        int backslashes = 0;
        for (int i = 0; i < argument.length(); i++) {
            char c = argument.charAt(i);
            if (c == '"') {
                quoted.repeat('\\', backslashes + 1);
            }
            backslashes = c == '\\' ? backslashes + 1 : 0;
            quoted.append(c);
        }
        return quoted.repeat('\\', backslashes).append('"').toString();
    }

    /// Finds the announcement at the start of a stream, holding back no more than may still become it.
    private static final class Announcement {
        /// What may stand before it, of `JAVA_TOOL_OPTIONS` and of `JDK_JAVA_OPTIONS`.
        private static final List<String> BEFORE = List.of("Picked up ", "NOTE: Picked up ");

        private static final String START = "WARNING: Using incubator modules: ";

        private final StringBuilder line = new StringBuilder();
        private boolean over;

        /// The part of a chunk to pass on, with what was held back before it.
        byte[] without(byte[] chunk, int count) {
            if (over) {
                return Arrays.copyOf(chunk, count);
            }
            line.append(new String(chunk, 0, count, StandardCharsets.ISO_8859_1));
            var passed = new StringBuilder();
            while (!over) {
                int end = line.indexOf("\n") + 1;
                if (end > 0 && line.indexOf(START) == 0) {
                    line.delete(0, end);
                    over = true;
                } else if (end > 0 && BEFORE.stream().anyMatch(start -> line.indexOf(start) == 0)) {
                    passed.append(line, 0, end);
                    line.delete(0, end);
                } else if (mayBegin(START) || BEFORE.stream().anyMatch(this::mayBegin)) {
                    break;
                } else {
                    over = true;
                }
            }
            if (over) {
                passed.append(line);
                line.setLength(0);
            }
            return bytes(passed);
        }

        private boolean mayBegin(String start) {
            return line.indexOf("\n") < 0
                    && (line.length() < start.length() ? start.startsWith(line.toString()) : line.indexOf(start) == 0);
        }

        byte[] rest() {
            return bytes(line);
        }

        private static byte[] bytes(CharSequence text) {
            return text.toString().getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}

package dev.tuwen.cli;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// Has a terminal say where pasted text begins and ends, and not show what it says. Made for one conversation; closed
/// by it, and at the end of the process at the latest.
final class PasteMode implements AutoCloseable {
    private static final String ON = "\u001b[?2004h";
    private static final String OFF = "\u001b[?2004l";

    private final Terminal terminal;
    private final @Nullable String settings;
    private final Thread hook = new Thread(this::restore, "tuwen-terminal");
    private boolean restored;

    /// Does nothing where nobody types or the terminal has no settings.
    PasteMode(Terminal terminal) {
        this.terminal = terminal;
        this.settings = terminal.inputIsTerminal() ? stty("-g") : null;
        if (settings != null && stty("-echoctl") != null) {
            if (System.getProperty("native.encoding", "UTF-8").equals("UTF-8")) {
                // So that erasing takes a character, not a byte of one; systems that do not know it do so anyway.
                var _ = stty("iutf8");
            }
            Runtime.getRuntime().addShutdownHook(hook);
            terminal.prompt(ON);
        } else {
            restored = true;
        }
    }

    private synchronized void restore() {
        String before = settings;
        if (!restored && before != null) {
            restored = true;
            terminal.prompt(OFF);
            var _ = stty(before);
        }
    }

    @Override
    public void close() {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shutdownBegan) {
            // It runs, and finds nothing to do.
            restored = true;
        }
    }

    /// What `stty` prints; null if it fails or there is none.
    private static @Nullable String stty(String argument) {
        try {
            Process process = new ProcessBuilder("stty", argument)
                    .redirectInput(Redirect.INHERIT)
                    .redirectError(Redirect.DISCARD)
                    .start();
            String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            return process.waitFor() == 0 ? printed : null;
        } catch (IOException none) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.Source;
import dev.tuwen.library.WorkListener;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/// What the commands about models have in common: the library, the terminal, how quantities are said.
final class LibraryTools {
    private final Terminal terminal;
    private final Interruption interruption;
    private final ModelLibrary library = ModelLibrary.ofUser();

    LibraryTools(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    Terminal terminal() {
        return terminal;
    }

    Interruption interruption() {
        return interruption;
    }

    ModelLibrary library() {
        return library;
    }

    LibrarySettings settings() {
        return LibrarySettings.read(library.home());
    }

    /// The one way out; the caller closes it.
    Network network() {
        return new Network(() -> settings().networkRules(), new ConnectionLog(library.home()));
    }

    /// The sources there are.
    ///
    /// @param ownAddress of the user, for this command; the one of the settings when blank
    List<Source> sources(String ownAddress) {
        return Source.all(
                ownAddress.isBlank() ? settings().value(LibrarySettings.OWN_ADDRESS) : ownAddress, System.getenv());
    }

    /// Shows work on files to a person, and ends it when they want.
    ///
    /// @param doing what is being done
    WorkListener listener(String doing) {
        return new WorkListener() {
            @Override
            public void progress(WorkProgress progress) {
                terminal.progress(doing + " … " + Math.round(100 * progress.fraction()) + " % · " + progress.file()
                        + left(progress.secondsLeft()));
            }

            @Override
            public boolean cancelled() {
                return interruption.isInterrupted();
            }
        };
    }

    /// Asks a person; nobody to ask means no.
    boolean confirm(String question) {
        if (!terminal.inputIsTerminal()) {
            return false;
        }
        terminal.prompt(question + " [y/N] ");
        try {
            var line = new StringBuilder();
            for (int c = terminal.in().read();
                    c >= 0 && c != '\n' && line.length() < 100;
                    c = terminal.in().read()) {
                line.append((char) c);
            }
            String answer = line.toString().strip().toLowerCase(Locale.ROOT);
            return answer.equals("y") || answer.equals("yes");
        } catch (IOException gone) {
            return false;
        }
    }

    static String size(long bytes) {
        return bytes < 1_000_000
                ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
                : bytes < 1_000_000_000
                        ? String.format(Locale.ROOT, "%.1f MB", bytes / 1e6)
                        : String.format(Locale.ROOT, "%.2f GB", bytes / 1e9);
    }

    /// Half a sentence about the time that is left, or nothing.
    static String left(long seconds) {
        return seconds < 0 ? "" : " · " + duration(seconds) + " left";
    }

    static String duration(long seconds) {
        if (seconds < 90) {
            return seconds + " s";
        }
        return seconds < 5400
                ? Math.round(seconds / 60.0) + " min"
                : String.format(Locale.ROOT, "%.1f h", seconds / 3600.0);
    }
}

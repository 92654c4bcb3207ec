package dev.tuwen.cli;

import dev.tuwen.assistant.ApplicationUpdates;
import dev.tuwen.assistant.ApplicationVersion;
import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.network.Network;
import dev.tuwen.update.Updates;
import dev.tuwen.update.Updates.Newer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tuwen updates`: whether there is a newer version.
@Command(
        mixinStandardHelpOptions = true,
        footer = {"", "A newer version is never installed by itself: --download says where its package is."})
final class UpdatesCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Option(
            names = "--download",
            description = "Gets the package of the newer version and compares it with its digest.")
    private boolean download;

    @ArgGroup
    private @Nullable Daily daily;

    /// Whether the window may look by itself.
    static final class Daily {
        @Option(names = "--on", description = "Lets the window look once a day when it is opened.")
        private boolean on;

        @Option(names = "--off", description = "Only looks when somebody asks, as it is until somebody chooses.")
        private boolean off;

        Daily() {}
    }

    UpdatesCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (daily != null) {
            boolean allowed = daily.on && !daily.off;
            LibrarySettings.change(
                    tools.library().home(), before -> before.with(LibrarySettings.LOOK_FOR_UPDATES, allowed));
            return Main.DONE;
        }
        try (Network network = tools.network()) {
            Updates updates = ApplicationUpdates.of(tools.library().home(), network);
            tools.terminal().progress("looking for a newer version …");
            Optional<Newer> newer = updates.look(Instant.now());
            tools.terminal().clearProgress();
            if (newer.isEmpty()) {
                tools.terminal()
                        .println("Tuwen " + ApplicationVersion.current() + " is the newest version for this system");
            } else if (download) {
                get(updates, newer.get());
            } else {
                tell(newer.get());
            }
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; the same command goes on from here");
            return Main.FAILED;
        } finally {
            tools.interruption().onInterrupt(null);
        }
    }

    private void tell(Newer newer) {
        Terminal terminal = tools.terminal();
        terminal.println("Tuwen " + newer.release().version() + " of "
                + newer.release().date() + " is available: " + newer.file().name() + ", "
                + LibraryTools.size(newer.file().bytes()));
        String notes = newer.release().notes("en");
        if (!notes.isEmpty()) {
            terminal.println(notes);
        }
        terminal.println("'tuwen updates --download' gets it");
    }

    private void get(Updates updates, Newer newer) {
        var control = new DownloadControl();
        control.limit(tools.settings().value(LibrarySettings.BYTES_PER_SECOND));
        tools.interruption().onInterrupt(control::stop);
        Path file = updates.download(newer, control, this::show);
        tools.terminal().clearProgress();
        tools.terminal().println(file.toString());
    }

    private void show(DownloadProgress progress) {
        tools.terminal()
                .progress(LibraryTools.size(progress.bytes()) + " of " + LibraryTools.size(progress.totalBytes())
                        + LibraryTools.left(progress.secondsLeft()));
    }
}

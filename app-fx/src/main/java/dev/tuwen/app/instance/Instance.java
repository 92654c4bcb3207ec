package dev.tuwen.app.instance;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// What a start of the window is: the first one of its user and data folder, or a later one, which hands over what it
/// was to open and ends. Stateless.
public final class Instance {
    private static final System.Logger LOG = System.getLogger(Instance.class.getName());
    private static final long BETWEEN_MILLIS = 50;

    /// How long a start waits for the first one, which may have begun a moment ago.
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private Instance() {}

    /// What a start turns out to be.
    public sealed interface Claim {
        /// The first one: it opens the window and listens.
        ///
        /// @param lock is to be held as long as there is a window
        record First(InstanceLock lock) implements Claim {}

        /// One among others that cannot find each other, as in a folder that cannot be written: it opens a window.
        record Alone() implements Claim {}

        /// A later one: the first one has its files now.
        record HandedOver() implements Claim {}

        /// A later one that was not heard.
        ///
        /// @param reason why, as a sentence for a person
        record Unheard(String reason) implements Claim {}
    }

    /// Finds out. Blocks while the first start does not answer yet.
    ///
    /// @param home the data folder
    /// @param files what to open; may be none
    public static Claim claim(Path home, List<Path> files) {
        return claim(home, files, PATIENCE);
    }

    static Claim claim(Path home, List<Path> files, Duration patience) {
        if (files.size() > Handover.MAXIMUM_FILES) {
            return new Claim.Unheard("more than " + Handover.MAXIMUM_FILES + " files cannot be opened at once");
        }
        InstanceFolder folder = InstanceFolder.in(home);
        try {
            folder.make();
            long end = System.nanoTime() + patience.toNanos();
            while (true) {
                Optional<InstanceLock> lock = InstanceLock.take(folder.lock());
                if (lock.isPresent()) {
                    return new Claim.First(lock.get());
                }
                Optional<Handover.Answer> answer = folder.address().flatMap(socket -> ask(socket, files, end));
                if (answer.isPresent()) {
                    return heard(answer.get());
                }
                if (System.nanoTime() >= end) {
                    return new Claim.Unheard("Tuwen is open with the data in '" + home
                            + "' and does not answer; close its window, or end it, and try again");
                }
                Thread.sleep(BETWEEN_MILLIS);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "starts cannot find each other in '" + folder.path() + "'", e);
            return new Claim.Alone();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Claim.Unheard("interrupted");
        }
    }

    private static Claim heard(Handover.Answer answer) {
        return switch (answer) {
            case DONE -> new Claim.HandedOver();
            case REFUSED -> new Claim.Unheard("the open window of Tuwen cannot take these files");
            case OTHER_VERSION -> new Claim.Unheard("another version of Tuwen is open; close its window first");
        };
    }

    /// Empty where nobody is there, or nobody answers in time.
    private static Optional<Handover.Answer> ask(Path socket, List<Path> files, long end) {
        Duration left = Duration.ofNanos(Math.max(0, end - System.nanoTime()));
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
                var _ = new Deadline(channel, left)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            Handover.ask(channel, files);
            return Optional.of(Handover.answer(channel));
        } catch (IOException | RuntimeException nobody) {
            LOG.log(System.Logger.Level.DEBUG, "no answer at '" + socket + "'", nobody);
            return Optional.empty();
        }
    }
}

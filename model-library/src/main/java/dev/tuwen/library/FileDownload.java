package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.DownloadProgress.Phase;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Network;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Downloads files of one source into a folder: in parts, resumed wherever it stopped, checked against their digests,
/// twice if need be. Used once, by one thread, which holds the right to work on the folder ([StagingLock]).
final class FileDownload {
    private static final long SPARE_BYTES = 64L << 20;
    private static final long TICK_MILLIS = 200;
    private static final int MAXIMUM_ROUNDS = 2;

    private final Network network;
    private final Transfer.RetryPolicy retries;

    FileDownload(Network network, Transfer.RetryPolicy retries) {
        this.network = network;
        this.retries = retries;
    }

    /// Fetches files into a folder, where each gets its name when it has its digest; what is there already counts.
    ///
    /// @throws LibraryException if they cannot be had; what arrived stays on the disk
    /// @throws CancellationException if the control stopped it
    /// @throws IOException if the disk cannot say what is there
    void fetch(WantedFiles plan, int parts, DownloadControl control, DownloadListener listener, Path staging)
            throws IOException {
        checkRoom(plan, staging);
        var right = new HashSet<String>();
        for (int round = 1; ; round++) {
            List<PartialFile> files = new ArrayList<>();
            long whole = 0;
            try {
                for (PlannedFile file : plan.files()) {
                    Path here = SafeNames.below(staging, file.path());
                    if (right.contains(file.path()) || isRight(here, file, plan, control, listener)) {
                        right.add(file.path());
                        whole += file.bytes();
                    } else {
                        FileTrees.deleteQuietly(here);
                        files.add(new PartialFile(file, staging, plan.source().id()));
                    }
                }
                transfer(plan, parts, control, listener, files, whole);
                LibraryException wrong = check(plan, control, listener, files, staging, right);
                if (wrong == null) {
                    return;
                }
                if (round >= MAXIMUM_ROUNDS) {
                    throw wrong;
                }
            } finally {
                files.forEach(FileDownload::close);
            }
        }
    }

    private static void close(PartialFile file) {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger(FileDownload.class.getName())
                    .log(System.Logger.Level.DEBUG, "'" + file.part() + "' cannot be closed", e);
        }
    }

    /// Whether a file that got its name in an earlier run is the one that is wanted now.
    private static boolean isRight(
            Path here, PlannedFile file, WantedFiles plan, DownloadControl control, DownloadListener listener) {
        FileDigest digest = file.digest();
        try {
            return digest != null
                    && Files.isRegularFile(here)
                    && Files.size(here) == file.bytes()
                    && digest.matches(here, checking(plan, file, file.bytes(), new long[1], control, listener));
        } catch (IOException gone) {
            return false;
        }
    }

    private static LongConsumer checking(
            WantedFiles plan,
            PlannedFile file,
            long all,
            long[] checked,
            DownloadControl control,
            DownloadListener listener) {
        return count -> {
            stopIfAsked(control);
            checked[0] += count;
            listener.progress(new DownloadProgress(
                    Phase.CHECKING, plan.source().title(), file.path(), checked[0], all, 0, -1, 0));
        };
    }

    private void transfer(
            WantedFiles plan,
            int parts,
            DownloadControl control,
            DownloadListener listener,
            List<PartialFile> files,
            long whole) {
        var speed = new Speed();
        long shown = 0;
        while (files.stream().anyMatch(file -> !file.isComplete())) {
            stopIfAsked(control);
            if (control.isPaused()) {
                listener.progress(
                        progress(plan, Phase.PAUSED, "", Math.max(shown, whole + doneBytes(files)), 0, -1, 0));
                sleep(control);
                continue;
            }
            var transfer = new Transfer(network, plan, files, control, retries);
            transfer.start(parts);
            try {
                while (transfer.isRunning() && !control.isStopped() && !control.isPaused()) {
                    shown = Math.max(shown, whole + doneBytes(files) + transfer.pending());
                    long here = shown;
                    speed.at(transfer.arrived());
                    long wait = transfer.waitSeconds();
                    listener.progress(progress(
                            plan,
                            wait > 0 ? Phase.WAITING : Phase.DOWNLOADING,
                            transfer.current(),
                            here,
                            speed.bytesPerSecond(),
                            speed.secondsFor(plan.totalBytes() - here),
                            wait));
                    sleep(control);
                }
            } finally {
                transfer.end();
                speed.restart();
            }
            RuntimeException failure = transfer.failure();
            if (failure != null) {
                throw failure;
            }
        }
    }

    private static long doneBytes(List<PartialFile> files) {
        return files.stream().mapToLong(PartialFile::doneBytes).sum();
    }

    private static void stopIfAsked(DownloadControl control) {
        if (control.isStopped() || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("the download was stopped");
        }
    }

    private static void sleep(DownloadControl control) {
        try {
            Thread.sleep(TICK_MILLIS);
        } catch (InterruptedException e) {
            control.stop();
            Thread.currentThread().interrupt();
        }
    }

    private static DownloadProgress progress(
            WantedFiles plan, Phase phase, String file, long here, double speed, long secondsLeft, long wait) {
        return new DownloadProgress(
                phase, plan.source().title(), file, here, plan.totalBytes(), speed, secondsLeft, wait);
    }

    /// Compares files with their digests; right ones get their names.
    ///
    /// @return what is wrong with one of them, or null
    private static @Nullable LibraryException check(
            WantedFiles plan,
            DownloadControl control,
            DownloadListener listener,
            List<PartialFile> files,
            Path staging,
            Set<String> right) {
        LibraryException wrong = null;
        long[] checked = {0};
        long all = files.stream().mapToLong(file -> file.planned().bytes()).sum();
        for (PartialFile file : files) {
            FileDigest digest = file.planned().digest();
            try {
                if (digest == null
                        || digest.matches(
                                file.part(), checking(plan, file.planned(), all, checked, control, listener))) {
                    file.publish(staging);
                    right.add(file.planned().path());
                    continue;
                }
            } catch (IOException e) {
                throw PartialFile.diskFailure(file.part(), e);
            }
            file.startOver();
            wrong = new LibraryException(
                    Kind.WRONG_DIGEST,
                    "'" + file.planned().path() + "' from " + plan.source().title()
                            + " does not have its digest, twice; choose another source",
                    null,
                    file.planned().path(),
                    plan.source().title());
        }
        return wrong;
    }

    private static void checkRoom(WantedFiles plan, Path staging) throws IOException {
        long here = 0;
        for (PlannedFile file : plan.files()) {
            Path whole = SafeNames.below(staging, file.path());
            Path part = SafeNames.below(staging, file.path() + ".part");
            here += Files.exists(whole) ? Files.size(whole) : Files.exists(part) ? Files.size(part) : 0;
        }
        FileTrees.checkRoom(staging, Math.max(0, plan.totalBytes() - here) + SPARE_BYTES);
    }
}

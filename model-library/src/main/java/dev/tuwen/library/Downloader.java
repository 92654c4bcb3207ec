package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.DownloadProgress.Phase;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.LongConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Downloads a model: into a hidden folder beside the models, resumed wherever it stopped, checked, and only then under
/// its own name. Any thread; blocks.
public final class Downloader {
    private static final String STAGING = ".downloading-";
    private static final long SPARE_BYTES = 64L << 20;
    private static final long TICK_MILLIS = 200;
    private static final int MAXIMUM_ROUNDS = 2;

    private final Network network;
    private final Path models;
    private final Transfer.RetryPolicy retries;

    /// @param network makes the connections
    /// @param models folder of the models; need not be there yet
    public Downloader(Network network, Path models) {
        this(network, models, Transfer.RetryPolicy.USUAL);
    }

    Downloader(Network network, Path models, Transfer.RetryPolicy retries) {
        this.network = network;
        this.models = models;
        this.retries = retries;
    }

    /// Downloads a model.
    ///
    /// @param plan what comes from where
    /// @param parts how many parts at once
    /// @param control pauses, stops and slows it
    /// @param listener hears how far it is
    /// @return the model's folder
    /// @throws LibraryException if it cannot be had; what arrived stays on the disk
    /// @throws CancellationException if the control stopped it
    public Path download(DownloadPlan plan, int parts, DownloadControl control, DownloadListener listener) {
        String name = plan.entry().name();
        Path target = models.resolve(name);
        checkNew(name);
        Path staging = models.resolve(STAGING + name);
        try (StagingLock _ = StagingLock.take(staging, name)) {
            checkNew(name);
            Files.createDirectories(staging);
            checkRoom(plan, staging);
            try {
                fetch(plan, parts, control, listener, staging);
            } catch (CancellationException e) {
                if (control.isDiscarded()) {
                    FileTrees.delete(staging);
                }
                throw e;
            }
            finish(plan, staging, target, listener);
            return target;
        } catch (IOException e) {
            throw PartialFile.diskFailure(staging, e);
        }
    }

    /// Checks that a model is not installed yet, before anybody is asked for it.
    ///
    /// @throws LibraryException if it is
    public void checkNew(String name) {
        if (Files.exists(models.resolve(name))) {
            throw new LibraryException(
                    Kind.ALREADY_INSTALLED,
                    "model '" + name + "' is installed already; remove it first to download it again",
                    null,
                    name);
        }
    }

    /// Whether something of a model arrived before and waits to go on.
    public boolean isBegun(String name) {
        return Files.isDirectory(models.resolve(STAGING + name));
    }

    /// Names of models of which something arrived and waits to go on.
    public List<String> begun() {
        if (!Files.isDirectory(models)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(models)) {
            return folders.filter(Files::isDirectory)
                    .map(folder -> String.valueOf(folder.getFileName()))
                    .filter(name -> name.startsWith(STAGING))
                    .map(name -> name.substring(STAGING.length()))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException e) {
            throw PartialFile.diskFailure(models, new IOException(e.getMessage(), e));
        }
    }

    /// Throws away what arrived of a model.
    ///
    /// @throws LibraryException if it is being downloaded
    public void discard(String name) {
        if (isBegun(name)) {
            Path staging = models.resolve(STAGING + name);
            try (StagingLock _ = StagingLock.take(staging, name)) {
                FileTrees.delete(staging);
            }
        }
    }

    private static void checkRoom(DownloadPlan plan, Path staging) throws IOException {
        long here = 0;
        for (PlannedFile file : plan.files()) {
            Path whole = SafeNames.below(staging, file.path());
            Path part = SafeNames.below(staging, file.path() + ".part");
            here += Files.exists(whole) ? Files.size(whole) : Files.exists(part) ? Files.size(part) : 0;
        }
        FileTrees.checkRoom(staging, Math.max(0, plan.totalBytes() - here) + SPARE_BYTES);
    }

    private void fetch(DownloadPlan plan, int parts, DownloadControl control, DownloadListener listener, Path staging) {
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
                files.forEach(Downloader::close);
            }
        }
    }

    private static void close(PartialFile file) {
        try {
            file.close();
        } catch (IOException e) {
            System.getLogger(Downloader.class.getName())
                    .log(System.Logger.Level.DEBUG, "'" + file.part() + "' cannot be closed", e);
        }
    }

    /// Whether a file that got its name in an earlier run is the one that is wanted now.
    private static boolean isRight(
            Path here, PlannedFile file, DownloadPlan plan, DownloadControl control, DownloadListener listener) {
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
            DownloadPlan plan,
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
            DownloadPlan plan,
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
            DownloadPlan plan, Phase phase, String file, long here, double speed, long secondsLeft, long wait) {
        return new DownloadProgress(
                phase, plan.source().title(), file, here, plan.totalBytes(), speed, secondsLeft, wait);
    }

    /// Compares files with their digests; right ones get their names.
    ///
    /// @return what is wrong with one of them, or null
    private static @Nullable LibraryException check(
            DownloadPlan plan,
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

    private static void finish(DownloadPlan plan, Path staging, Path target, DownloadListener listener)
            throws IOException {
        listener.progress(progress(plan, Phase.FINISHING, "", plan.totalBytes(), 0, 0, 0));
        var items = new ArrayList<ModelManifest.Item>();
        for (PlannedFile file : plan.files()) {
            FileDigest digest = file.digest();
            if (digest == null) {
                digest = FileDigest.sha256(
                        FileDigest.of(FileDigest.Kind.SHA_256, SafeNames.below(staging, file.path()), _ -> {}),
                        FileDigest.Origin.RECORDED);
            }
            items.add(new ModelManifest.Item(file.path(), file.bytes(), digest));
        }
        new ModelManifest(
                        plan.entry().name(),
                        plan.entry().title(),
                        plan.source().title() + ", " + plan.repository(),
                        plan.state(),
                        plan.entry().licence().title(),
                        plan.entry().licence().address(),
                        items)
                .write(staging);
        FileTrees.rename(staging, target);
    }
}

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
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;

/// Downloads a model: into a hidden folder beside the models, resumed wherever it stopped, checked, and only then under
/// its own name. Any thread; blocks.
public final class Downloader {
    private static final String STAGING = ".downloading-";

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
            try {
                new FileDownload(network, retries).fetch(plan.wanted(), parts, control, listener, staging);
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

    private static void finish(DownloadPlan plan, Path staging, Path target, DownloadListener listener)
            throws IOException {
        listener.progress(new DownloadProgress(
                Phase.FINISHING, plan.source().title(), "", plan.totalBytes(), plan.totalBytes(), 0, 0, 0));
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

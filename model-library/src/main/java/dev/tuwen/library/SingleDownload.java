package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Network;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// One file that is no model's, with its digest. Gets it as models are got: in parts, resumed wherever it stopped.
/// Immutable; any thread; blocks.
///
/// @param title what it is, for the list of connections
/// @param name of the file
/// @param bytes its size
/// @param sha256 its SHA-256
public record SingleDownload(String title, String name, long bytes, String sha256) {
    /// Gets it.
    ///
    /// @param network makes the connections
    /// @param address where it is
    /// @param folder for this file alone; the folders beside it are those of others like it, which are not needed any
    ///     more when this one is here
    /// @param parts how many parts at once
    /// @param control pauses, stops and slows it
    /// @param listener hears how far it is
    /// @return the file
    /// @throws LibraryException if it cannot be had; what arrived stays on the disk
    /// @throws java.util.concurrent.CancellationException if the control stopped it
    public Path fetch(
            Network network, URI address, Path folder, int parts, DownloadControl control, DownloadListener listener) {
        return fetch(network, address, folder, parts, control, listener, Transfer.RetryPolicy.USUAL);
    }

    Path fetch(
            Network network,
            URI address,
            Path folder,
            int parts,
            DownloadControl control,
            DownloadListener listener,
            Transfer.RetryPolicy retries) {
        SafeNames.check(title, List.of(name));
        String host = String.valueOf(address.getHost());
        var source = new Source("single", host, Source.Dialect.HUGGING_FACE, address.toString(), "", "", null);
        var planned = new DownloadPlan.PlannedFile(name, bytes, digest(), null, address);
        try (StagingLock _ = StagingLock.take(folder, title)) {
            Files.createDirectories(folder);
            new FileDownload(network, retries)
                    .fetch(new WantedFiles(title, source, List.of(planned)), parts, control, listener, folder);
            forgetOthers(folder);
            return SafeNames.below(folder, name);
        } catch (IOException e) {
            throw PartialFile.diskFailure(folder, e);
        }
    }

    /// Compares a file that is on the disk already.
    ///
    /// @return the file
    /// @throws LibraryException if it is another one, or cannot be read
    public Path check(Path file) {
        try {
            if (Files.size(file) == bytes && digest().matches(file, _ -> {})) {
                return file;
            }
        } catch (IOException e) {
            throw PartialFile.diskFailure(file, e);
        }
        throw new LibraryException(
                Kind.WRONG_DIGEST, "'" + name + "' does not have its digest", null, name, String.valueOf(file));
    }

    private FileDigest digest() {
        return FileDigest.sha256(sha256, FileDigest.Origin.SOURCE);
    }

    private static void forgetOthers(Path folder) throws IOException {
        Path all = folder.toAbsolutePath().getParent();
        if (all == null) {
            return;
        }
        try (Stream<Path> others = Files.list(all)) {
            others.filter(Files::isDirectory)
                    .filter(other -> !other.equals(folder.toAbsolutePath()))
                    .forEach(FileTrees::deleteQuietly);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}

package dev.tuwen.library;

import dev.tuwen.network.UnreachableException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;

/// Gets a model from the source a person wants, or from the quickest; where the quickest fails on the way, another
/// source goes on with what is here. Immutable; any thread.
///
/// @param planner asks the sources
/// @param downloader fetches the files
/// @param entry the model
/// @param wanted id of a source, or [DownloadPlanner#QUICKEST]
public record ModelDownload(DownloadPlanner planner, Downloader downloader, CatalogEntry entry, String wanted) {

    /// Downloads it; blocks.
    ///
    /// @param parts how many parts at once
    /// @param control pauses, stops and slows it
    /// @param planned hears what comes from where, again where another source takes over
    /// @param listener hears how far it is
    /// @return the model's folder
    /// @throws LibraryException if it cannot be had; what arrived stays on the disk
    /// @throws CancellationException if the control stopped it
    public Path run(int parts, DownloadControl control, Consumer<DownloadPlan> planned, DownloadListener listener) {
        Set<String> failed = new HashSet<>();
        DownloadPlan plan = planner.plan(entry, wanted, failed);
        while (true) {
            if (control.isStopped()) {
                throw new CancellationException("the download was stopped");
            }
            planned.accept(plan);
            try {
                return downloader.download(plan, parts, control, listener);
            } catch (LibraryException failure) {
                if (!wanted.equals(DownloadPlanner.QUICKEST) || !failure.isOfOneSource()) {
                    throw failure;
                }
                failed.add(plan.source().id());
                plan = another(failed, failure);
            }
        }
    }

    private DownloadPlan another(Set<String> failed, LibraryException failure) {
        try {
            return planner.plan(entry, wanted, failed);
        } catch (LibraryException none) {
            if (none.kind() == LibraryException.Kind.NO_CONNECTION && UnreachableException.isBehind(failure)) {
                none.addSuppressed(failure);
                throw none;
            }
            failure.addSuppressed(none);
            throw failure;
        }
    }
}

package dev.tuwen.app.models;

import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.MemoryFit;
import dev.tuwen.library.Source;
import dev.tuwen.library.WorkListener.WorkProgress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What the page of models shows beside the models themselves. Immutable values.
final class Shelf {
    private Shelf() {}

    /// An installed model.
    ///
    /// @param item the model
    /// @param look what its files say; empty while nobody looked, or when they cannot be read
    record Kept(InstalledModels.Item item, Optional<MemoryFit.Look> look) {}

    /// A model on offer.
    ///
    /// @param entry the model
    /// @param fit whether it fits the memory; empty when nobody knows
    /// @param begun whether part of it is here
    record Offer(CatalogEntry entry, Optional<MemoryFit> fit, boolean begun) {
        /// Whether it answers about pictures on this machine, and its size is known.
        boolean suits() {
            return entry.seesPictures()
                    && entry.approximateBytes() > 0
                    && fit.map(known -> known.verdict() != MemoryFit.Verdict.TOO_LARGE)
                            .orElse(true);
        }
    }

    /// How far the download of a model is.
    ///
    /// @param entry the model
    /// @param stage where it stands
    /// @param progress how far it is, once it runs
    /// @param problem why it failed
    record Getting(
            CatalogEntry entry,
            Stage stage,
            @Nullable DownloadProgress progress,
            @Nullable Advice problem) {}

    /// Where a download stands.
    enum Stage {
        /// The licence waits to be accepted.
        LICENCE,
        /// Sources are asked.
        CHOOSING,
        /// Files arrive.
        RUNNING,
        /// It failed and can go on.
        FAILED
    }

    /// Work on files that takes a while.
    ///
    /// @param name of what is worked on
    /// @param progress how far it is
    record Job(String name, WorkProgress progress) {}

    /// The end of something.
    ///
    /// @param words what became of it
    /// @param good whether that is good news
    record Notice(Phrase words, boolean good) {}

    /// Who looks after the models: hears how something ended, and knows what the person chose.
    interface Keeper {
        /// What the person chose about models and the network.
        LibrarySettings settings();

        /// Sources to choose from.
        List<Source> sources();

        /// Shows how something ended; null takes the last notice away.
        void say(@Nullable Notice notice);

        /// Does something short to files, says what went wrong, and reads again what is there.
        void quickly(Runnable task);

        /// Reads again what is there.
        void refresh();
    }
}

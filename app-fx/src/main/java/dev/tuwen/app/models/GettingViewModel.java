package dev.tuwen.app.models;

import dev.tuwen.app.error.Advice;
import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Getting;
import dev.tuwen.app.models.Shelf.Notice;
import dev.tuwen.app.models.Shelf.Stage;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.DownloadPlan;
import dev.tuwen.library.DownloadPlanner;
import dev.tuwen.library.DownloadProgress;
import dev.tuwen.library.Downloader;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelDownload;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.Source;
import dev.tuwen.network.Network;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// The way of one model to this machine: its licence, the download, what went wrong. Made and closed by
/// [LibraryViewModel]; the application's thread.
final class GettingViewModel {
    private final ModelLibrary library;
    private final Network network;
    private final Executor application;
    private final Shelf.Keeper keeper;
    private final ReadOnlyObjectWrapper<@Nullable Getting> getting = new ReadOnlyObjectWrapper<>(this, "getting");
    private DownloadControl control = new DownloadControl();

    /// @param library where models live
    /// @param network makes the connections
    /// @param application runs tasks on the application's thread
    /// @param keeper hears what became of it
    GettingViewModel(ModelLibrary library, Network network, Executor application, Shelf.Keeper keeper) {
        this.library = library;
        this.network = network;
        this.application = application;
        this.keeper = keeper;
    }

    /// The download, if there is one.
    ReadOnlyObjectProperty<@Nullable Getting> gettingProperty() {
        return getting.getReadOnlyProperty();
    }

    /// Sources to choose from.
    List<Source> sources() {
        return keeper.sources();
    }

    /// Id of the source the person usually wants.
    String usualSource() {
        return keeper.settings().value(LibrarySettings.SOURCE);
    }

    /// Shows the licence of a model, which comes before its download.
    void begin(CatalogEntry entry) {
        if (!isRunning()) {
            keeper.say(null);
            getting.set(new Getting(entry, Stage.LICENCE, null, null));
        }
    }

    private boolean isRunning() {
        Getting now = getting.get();
        return now != null && (now.stage() == Stage.CHOOSING || now.stage() == Stage.RUNNING);
    }

    /// Leaves the licence, or a download that failed, alone; what arrived stays.
    void leave() {
        if (!isRunning()) {
            getting.set(null);
            keeper.refresh();
        }
    }

    /// Downloads the model whose licence is shown, or goes on.
    ///
    /// @param source id of a source, or `auto`
    void download(String source) {
        Getting now = getting.get();
        if (now == null || isRunning()) {
            return;
        }
        CatalogEntry entry = now.entry();
        var mine = new DownloadControl();
        control = mine;
        LibrarySettings settings = keeper.settings();
        mine.limit(settings.value(LibrarySettings.BYTES_PER_SECOND));
        List<Source> sources = sources();
        getting.set(new Getting(entry, Stage.CHOOSING, null, null));
        Thread.ofPlatform().daemon().name("tuwen-download").start(() -> {
            try {
                var plans = new ArrayDeque<DownloadPlan>();
                new ModelDownload(
                                new DownloadPlanner(network, sources),
                                new Downloader(network, library.models()),
                                entry,
                                source)
                        .run(
                                settings.value(LibrarySettings.PARTS),
                                mine,
                                plans::addLast,
                                progress -> application.execute(() -> progressed(mine, entry, progress)));
                application.execute(() -> installed(mine, plans.getLast()));
            } catch (CancellationException e) {
                application.execute(() -> stopped(mine));
            } catch (RuntimeException e) {
                application.execute(() -> failed(mine, entry, ErrorMessages.advice(e)));
            }
        });
    }

    private void progressed(DownloadControl mine, CatalogEntry entry, DownloadProgress progress) {
        if (mine.equals(control) && isRunning()) {
            getting.set(new Getting(entry, Stage.RUNNING, progress, null));
        }
    }

    /// What only the source itself vouches for is said.
    private void installed(DownloadControl mine, DownloadPlan plan) {
        if (mine.equals(control)) {
            getting.set(null);
            String title = plan.entry().title();
            Phrase words = plan.vouchedBySource() == 0
                    ? ShelfTexts.installedNow(title)
                    : ShelfTexts.installedVouched(
                            title,
                            Math.toIntExact(plan.vouchedBySource()),
                            plan.files().size(),
                            plan.source().title());
            keeper.say(new Notice(words, true));
            keeper.refresh();
        }
    }

    private void failed(DownloadControl mine, CatalogEntry entry, Advice problem) {
        if (mine.equals(control)) {
            getting.set(new Getting(entry, Stage.FAILED, null, problem));
        }
    }

    private void stopped(DownloadControl mine) {
        if (mine.equals(control)) {
            getting.set(null);
            keeper.refresh();
        }
    }

    /// Pauses the download, or lets it go on.
    void pause(boolean wanted) {
        if (wanted) {
            control.pause();
        } else {
            control.resume();
        }
    }

    /// Limits the speed from now on.
    ///
    /// @param bytesPerSecond most bytes a second; 0 for no limit
    void limit(long bytesPerSecond) {
        control.limit(bytesPerSecond);
    }

    /// Stops the download and throws away what arrived.
    void discard() {
        control.discard();
        Getting now = getting.get();
        if (now != null && now.stage() != Stage.RUNNING) {
            String name = now.entry().name();
            control = new DownloadControl();
            getting.set(null);
            keeper.quickly(() -> new Downloader(network, library.models()).discard(name));
        }
    }

    /// Stops it; what arrived stays.
    void close() {
        control.stop();
    }
}

package dev.tuwen.app.models;

import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.app.models.Shelf.Kept;
import dev.tuwen.app.models.Shelf.Notice;
import dev.tuwen.app.models.Shelf.Offer;
import dev.tuwen.library.Catalog;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.Downloader;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.library.KitWriter;
import dev.tuwen.library.LibraryException;
import dev.tuwen.library.LibraryMove;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.MemoryFit;
import dev.tuwen.library.ModelConverter;
import dev.tuwen.library.ModelImport;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.Source;
import dev.tuwen.network.Connection;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.UnaryOperator;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// Getting, checking, adding, removing and moving models, and what may be done on the network. Made and closed by the
/// application's context; the application's thread, which never waits: files and sources are asked elsewhere.
public final class LibraryViewModel implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 10_000;

    private final ModelLibrary library;
    private final Executor worker;
    private final Executor application;
    private final Network network;
    private final ObservableList<Kept> kept = FXCollections.observableArrayList();
    private final ObservableList<Offer> offers = FXCollections.observableArrayList();
    private final ObservableList<Connection> connections = FXCollections.observableArrayList();
    private final ReadOnlyObjectWrapper<LibrarySettings> settings;
    private final ReadOnlyObjectWrapper<@Nullable Notice> notice = new ReadOnlyObjectWrapper<>(this, "notice");
    private final ReadOnlyObjectWrapper<ModelImport.@Nullable Candidate> dropped =
            new ReadOnlyObjectWrapper<>(this, "dropped");
    private final Map<Path, Optional<MemoryFit.Look>> looks = new HashMap<>();
    private final ObservableValue<Phrase> better = Bindings.createObjectBinding(this::betterNow, kept, offers);
    private final GettingViewModel getting;
    private final JobViewModel job;

    /// @param library where models live
    /// @param worker runs short tasks on files, one after the other
    /// @param application runs tasks on the application's thread
    public LibraryViewModel(ModelLibrary library, Executor worker, Executor application) {
        this.library = library;
        this.worker = worker;
        this.application = application;
        this.settings = new ReadOnlyObjectWrapper<>(this, "settings", LibrarySettings.read(library.home()));
        this.network = new Network(
                () -> LibrarySettings.read(library.home()).networkRules(), new ConnectionLog(library.home()));
        var keeper = new Keeper();
        this.getting = new GettingViewModel(library, network, application, keeper);
        this.job = new JobViewModel(application, keeper);
    }

    /// This page, for its parts.
    private final class Keeper implements Shelf.Keeper {
        @Override
        public LibrarySettings settings() {
            return settings.get();
        }

        @Override
        public List<Source> sources() {
            return LibraryViewModel.this.sources();
        }

        @Override
        public void say(@Nullable Notice words) {
            notice.set(words);
        }

        @Override
        public void quickly(Runnable task) {
            LibraryViewModel.this.quickly(task);
        }

        @Override
        public void refresh() {
            LibraryViewModel.this.refresh();
        }
    }

    /// Words for the way to a better model than the demo: which could be had, or that there is one.
    public ObservableValue<Phrase> better() {
        return better;
    }

    private Phrase betterNow() {
        boolean there = kept.stream().anyMatch(item -> item.item().complete());
        return there
                ? ChatTexts.emptyOwnModel()
                : offers.stream()
                        .filter(Offer::suits)
                        .findFirst()
                        .map(offer -> Quantities.get(offer.entry().approximateBytes()))
                        .orElseGet(ChatTexts::emptyOwnModel);
    }

    /// Installed models.
    ObservableList<Kept> kept() {
        return kept;
    }

    /// Models on offer that are not installed.
    ObservableList<Offer> offers() {
        return offers;
    }

    /// Connections, the newest first; read when they are shown.
    ObservableList<Connection> connections() {
        return connections;
    }

    /// What the person chose about models and the network.
    ReadOnlyObjectProperty<LibrarySettings> settingsProperty() {
        return settings.getReadOnlyProperty();
    }

    /// The way of a model to this machine.
    GettingViewModel getting() {
        return getting;
    }

    /// Work on files that takes a while.
    JobViewModel job() {
        return job;
    }

    /// What became of the last thing that was done.
    ReadOnlyObjectProperty<@Nullable Notice> noticeProperty() {
        return notice.getReadOnlyProperty();
    }

    /// Something on the disk that waits for a choice.
    ReadOnlyObjectProperty<ModelImport.@Nullable Candidate> droppedProperty() {
        return dropped.getReadOnlyProperty();
    }

    /// Where models are kept.
    Path folder() {
        return library.models();
    }

    /// Sources to choose from.
    List<Source> sources() {
        try {
            return Source.all(settings.get().value(LibrarySettings.OWN_ADDRESS), System.getenv());
        } catch (LibraryException wrongAddress) {
            return Source.all("", System.getenv());
        }
    }

    /// Reads again what is there.
    public void refresh() {
        worker.execute(() -> {
            LibrarySettings now = LibrarySettings.read(library.home());
            var models = new InstalledModels(library).list();
            var downloader = new Downloader(network, library.models());
            var installed = new HashSet<String>();
            models.forEach(item -> {
                installed.add(item.name());
                item.manifest().ifPresent(manifest -> installed.add(manifest.name()));
            });
            var offered = new ArrayList<Offer>();
            Catalog catalog = Catalog.read(library.home());
            for (CatalogEntry entry : catalog.entries()) {
                if (!installed.contains(entry.name())) {
                    offered.add(new Offer(entry, MemoryFit.of(entry), downloader.isBegun(entry.name())));
                }
            }
            var found = new ArrayList<Kept>();
            for (InstalledModels.Item item : models) {
                found.add(new Kept(item, item.complete() ? look(item.path()) : Optional.empty()));
            }
            application.execute(() -> {
                settings.set(now);
                kept.setAll(found);
                offers.setAll(offered);
                if (!catalog.problems().isEmpty() && notice.get() == null) {
                    notice.set(new Notice(
                            ShelfTexts.catalogProblem(catalog.problems().getFirst()), false));
                }
            });
        });
    }

    /// Files are read once; what is free is asked each time.
    private Optional<MemoryFit.Look> look(Path path) {
        return looks.computeIfAbsent(path, MemoryFit::look).map(MemoryFit.Look::now);
    }

    /// Changes settings of models and network; they hold at once.
    void change(UnaryOperator<LibrarySettings> edit) {
        worker.execute(() -> {
            try {
                LibrarySettings changed = LibrarySettings.change(library.home(), edit);
                if (changed.networkRules().sealed()) {
                    network.close();
                }
                application.execute(() -> {
                    settings.set(changed);
                    getting.limit(changed.value(LibrarySettings.BYTES_PER_SECOND));
                });
            } catch (RuntimeException e) {
                failed(e);
            }
        });
    }

    /// Reads the list of connections.
    void readConnections() {
        worker.execute(() -> {
            try {
                List<Connection> newest = network.log().newest(MAX_CONNECTIONS);
                application.execute(() -> connections.setAll(newest));
            } catch (IOException e) {
                failed(e);
            }
        });
    }

    /// Looks at something that was dropped or chosen.
    public void offer(Path path) {
        notice.set(null);
        worker.execute(() -> {
            try {
                ModelImport.Candidate candidate = new ModelImport(library).look(path);
                application.execute(() -> dropped.set(candidate));
            } catch (RuntimeException e) {
                failed(e);
            }
        });
    }

    /// Leaves what was dropped where it is, out of the library.
    void refuse() {
        dropped.set(null);
    }

    /// Takes what was dropped into the library.
    void take(ModelImport.Mode mode) {
        ModelImport.Candidate candidate = dropped.get();
        if (candidate != null) {
            dropped.set(null);
            job.begin(candidate.name(), listener -> {
                String name = new ModelImport(library).take(candidate, mode, listener);
                return new Notice(ShelfTexts.installedNow(name), true);
            });
        }
    }

    /// Compares a model's files with their digests.
    void verify(InstalledModels.Item item) {
        job.begin(item.title(), listener -> {
            var files = new InstalledModels(library).verify(item.name(), listener);
            return files.stream()
                    .filter(file -> file.state() == InstalledModels.State.WRONG
                            || file.state() == InstalledModels.State.MISSING)
                    .findFirst()
                    .map(file -> new Notice(wrong(item, file.path()), false))
                    .orElseGet(() -> new Notice(compared(item.title(), files), true));
        });
    }

    /// Files that stay elsewhere are not ours to get again.
    private static Phrase wrong(InstalledModels.Item item, String file) {
        return item.external()
                ? ShelfTexts.verifyWrongInPlace(item.title(), file)
                : ShelfTexts.verifyWrong(item.title(), file);
    }

    /// What can be said of files of which none is wrong.
    private static Phrase compared(String title, List<InstalledModels.Checked> files) {
        long unknown = files.stream()
                .filter(file -> file.state() == InstalledModels.State.RECORDED)
                .count();
        return unknown == 0
                ? ShelfTexts.verified(title, files.size())
                : ShelfTexts.verifiedInPart(title, (int) unknown, files.size());
    }

    /// Writes an offline kit.
    void pack(InstalledModels.Item item, Path out) {
        job.begin(item.title(), listener -> {
            new KitWriter(library).write(item.name(), out, listener);
            return new Notice(ShelfTexts.packed(out.toString()), true);
        });
    }

    /// Makes a copy of a model with four bits.
    void makeSmaller(InstalledModels.Item item) {
        job.begin(item.title(), listener -> {
            new ModelConverter(library).makeAnother(item.name(), ModelConverter.SMALLER, listener);
            return new Notice(ShelfTexts.smallerMade(item.title()), true);
        });
    }

    /// Moves all models.
    void move(Path target) {
        job.begin(target.toString(), listener -> {
            new LibraryMove(library).move(target, listener);
            return new Notice(ShelfTexts.moved(target.toString()), true);
        });
    }

    /// Opens a model at every start, or leaves it to the last one used again.
    void makeDefault(InstalledModels.Item item, boolean wanted) {
        quickly(() -> new InstalledModels(library).makeDefault(wanted ? item.name() : ModelLibrary.DEMO));
    }

    /// Takes a model out of the library.
    void remove(InstalledModels.Item item) {
        quickly(() -> new InstalledModels(library).remove(item.name()));
    }

    private void quickly(Runnable task) {
        worker.execute(() -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                failed(e);
            }
            application.execute(this::refresh);
        });
    }

    private void failed(Exception failure) {
        application.execute(
                () -> notice.set(new Notice(ErrorMessages.advice(failure).sentence(), false)));
    }

    /// Takes a notice away.
    void dismiss() {
        notice.set(null);
    }

    /// Stops what runs; what arrived of a download stays.
    @Override
    public void close() {
        getting.close();
        job.cancel();
        network.close();
    }
}

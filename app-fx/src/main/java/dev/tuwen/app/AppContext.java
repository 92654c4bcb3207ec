package dev.tuwen.app;

import dev.tuwen.app.chat.ChatServices;
import dev.tuwen.app.chat.SamplePictures;
import dev.tuwen.app.engine.AssistantOpener;
import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.i18n.Localizer;
import dev.tuwen.app.image.PictureImages;
import dev.tuwen.app.models.LibraryViewModel;
import dev.tuwen.app.models.ModelsView;
import dev.tuwen.app.models.ModelsViewModel;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.app.settings.Settings;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.app.settings.SettingsViewModel;
import dev.tuwen.app.settings.UpdatesViewModel;
import dev.tuwen.app.theme.Themes;
import dev.tuwen.app.view.Excerpt;
import dev.tuwen.app.view.ViewContext;
import dev.tuwen.app.window.WindowViewModel;
import dev.tuwen.assistant.ApplicationUpdates;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Platform;

/// Puts the application together: the only place that creates services. Made on the application's thread when the
/// window is about to open, closed when it is gone.
public final class AppContext implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 5;
    private static final long IDLE_SECONDS = 10;

    private final ExecutorService opening = thread("open");
    private final ExecutorService worker = thread("chat");
    private final ExecutorService decoder = thread("pictures");

    /// However many files wait for slow disks, they keep no other picture waiting.
    private final ExecutorService readers = pool("picture-files", 0, Integer.MAX_VALUE, new SynchronousQueue<>());

    private final ExecutorService decoders = threads("picture-decoders", 4);

    private final ExecutorService files = thread("files");
    private final Settings settings;
    private final Localizer localizer;
    private final Themes themes;
    private final EngineService engine;
    private final WindowViewModel window;
    private final LibraryViewModel library;
    private final ModelsViewModel models;
    private final UpdatesViewModel updates;
    private final List<PageView> pages;
    private final SamplePictures samples = new SamplePictures();
    private final ViewContext views;
    private final Runnable begun;

    /// @param library where models and settings are
    /// @param opener opens models
    /// @param clipboard takes what is copied
    /// @param browse opens an address in the browser
    public AppContext(
            ModelLibrary library, AssistantOpener opener, Consumer<Excerpt> clipboard, Consumer<String> browse) {
        settings = new Settings(new PreferencesStore(library.home()), files);
        localizer = new Localizer(language(settings.preferences()));
        settings.preferencesProperty()
                .subscribe(now -> localizer.languageProperty().set(language(now)));
        themes = new Themes(settings.preferencesProperty());
        Executor application = Platform::runLater;
        engine = new EngineService(opener, opening, worker, application);
        window = new WindowViewModel(new ChatServices(
                engine,
                readers,
                decoders,
                (millis, task) -> later(millis, application, task),
                info -> settings.preferences()
                        .askOptions(info, ThreadLocalRandom.current().nextLong())));
        this.library = new LibraryViewModel(library, files, application);
        models = new ModelsViewModel(engine, library, this.library, settings, files, application);
        var settingsModel =
                new SettingsViewModel(settings, engine, library.home().toString());
        views = new ViewContext(localizer, new PictureImages(decoder, application), clipboard, browse);
        updates = new UpdatesViewModel(
                ApplicationUpdates.of(
                        library.home(),
                        new Network(
                                () -> LibrarySettings.read(library.home()).networkRules(),
                                new ConnectionLog(library.home()))),
                library.home(),
                files,
                application);
        window.newsProperty().bind(updates.news());
        pages = List.of(new ModelsView(views, models), new SettingsView(views, settingsModel, updates));
        begun = () -> {
            models.openRemembered();
            samples.load(decoder, application);
            settingsModel.findDevices(files, application);
            updates.begin();
        };
    }

    /// Begins the work that the window does not need to be seen: opens the model, reads the samples, asks for devices.
    void begin() {
        begun.run();
    }

    /// Threads, in most cases one, which take nothing more once they are shut down: what still arrives then is for a
    /// window that is gone.
    private static ExecutorService thread(String name) {
        return threads(name, 1);
    }

    private static ExecutorService threads(String name, int count) {
        return pool(name, count, count, new LinkedBlockingQueue<>());
    }

    private static ExecutorService pool(String name, int least, int most, BlockingQueue<Runnable> waiting) {
        return new ThreadPoolExecutor(
                least,
                most,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                waiting,
                Thread.ofPlatform().name("tuwen-" + name).daemon().factory(),
                new ThreadPoolExecutor.DiscardPolicy());
    }

    private static void later(long millis, Executor application, Runnable task) {
        if (millis <= 0) {
            application.execute(task);
        } else {
            CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, application)
                    .execute(task);
        }
    }

    private static Language language(Preferences preferences) {
        Language chosen = preferences.language();
        return chosen == null ? Language.of(Locale.getDefault()) : chosen;
    }

    Settings settings() {
        return settings;
    }

    Themes themes() {
        return themes;
    }

    WindowViewModel window() {
        return window;
    }

    ModelsViewModel models() {
        return models;
    }

    /// The pages of the window, in the order of their buttons.
    List<PageView> pages() {
        return pages;
    }

    SamplePictures samples() {
        return samples;
    }

    ViewContext views() {
        return views;
    }

    /// Stops what runs, frees the model and saves what waits to be saved; gives up after a few seconds.
    @Override
    public void close() {
        window.close();
        library.close();
        updates.close();
        engine.close();
        decoder.shutdownNow();
        readers.shutdownNow();
        decoders.shutdownNow();
        files.shutdown();
        try {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
            for (ExecutorService service : List.of(opening, worker, files)) { // opening a model takes the worker
                service.shutdown();
                if (!service.awaitTermination(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tuwen.app.settings;

import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.UpdateTexts;
import dev.tuwen.library.DownloadControl;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.update.UpdateException;
import dev.tuwen.update.Updates;
import dev.tuwen.update.Updates.Newer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.Supplier;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// Whether there is a newer version: looked for when the person asks, or once a day where the person allowed it. Made
/// and closed by the application's context; the application's thread, but for what waits for the network.
public final class UpdatesViewModel implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(UpdatesViewModel.class.getName());

    private final Updates updates;
    private final Path home;
    private final Executor files;
    private final Executor application;
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(this, "state", new State.Unknown());
    private final ReadOnlyBooleanWrapper daily = new ReadOnlyBooleanWrapper(this, "daily");
    private DownloadControl control = new DownloadControl();

    /// What is known.
    public sealed interface State {
        /// Nobody looked.
        record Unknown() implements State {}

        /// It is being looked.
        record Looking() implements State {}

        /// There is no newer version.
        record Newest() implements State {}

        /// There is one.
        ///
        /// @param newer the version
        record Available(Newer newer) implements State {}

        /// It is being got.
        ///
        /// @param newer the version
        /// @param fraction how far it is, 0 to 1
        record Getting(Newer newer, double fraction) implements State {}

        /// Its package is here.
        ///
        /// @param newer the version
        /// @param file the package
        record Ready(Newer newer, Path file) implements State {}

        /// It went wrong.
        ///
        /// @param reason why
        /// @param newer the version that was to be got; null if it was only looked
        record Failed(Phrase reason, @Nullable Newer newer) implements State {}
    }

    /// @param updates looks and gets
    /// @param home where settings are kept
    /// @param files runs short tasks on files, one after the other
    /// @param application runs tasks on the application's thread
    public UpdatesViewModel(Updates updates, Path home, Executor files, Executor application) {
        this.updates = updates;
        this.home = home;
        this.files = files;
        this.application = application;
    }

    /// What is known.
    public ReadOnlyObjectProperty<State> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// Whether it may be looked once a day.
    public ReadOnlyBooleanProperty dailyProperty() {
        return daily.getReadOnlyProperty();
    }

    /// This version.
    String version() {
        return updates.build().version();
    }

    /// Who is asked; empty where this build knows nobody.
    Optional<String> place() {
        return updates.feed().map(feed -> feed.getHost() == null ? feed.getPath() : feed.getHost());
    }

    /// A line for the window while there is a newer version.
    public ObservableValue<@Nullable Phrase> news() {
        return state.map(now -> switch (now) {
            case State.Available(var newer) -> UpdateTexts.news(newer.release().version());
            case State.Ready(var newer, _) ->
                UpdateTexts.news(newer.release().version());
            case State.Getting(var newer, var fraction) ->
                UpdateTexts.downloading(newer.file().name(), percent(fraction));
            case State.Unknown _, State.Looking _, State.Newest _, State.Failed _ -> null;
        });
    }

    static int percent(double fraction) {
        return (int) Math.floor(fraction * 100);
    }

    /// Reads what the person allowed, shows what was found the last time, and looks where a day went by. What goes
    /// wrong is not said: nobody asked.
    public void begin() {
        files.execute(() -> {
            boolean allowed = LibrarySettings.read(home).value(LibrarySettings.LOOK_FOR_UPDATES);
            Optional<Newer> known = allowed ? updates.remembered() : Optional.empty();
            boolean due = updates.isDue(Instant.now());
            application.execute(() -> {
                daily.set(allowed);
                known.ifPresent(newer -> state.set(new State.Available(newer)));
            });
            if (due) {
                apart(() -> found(updates.look(Instant.now())), _ -> Optional.empty());
            }
        });
    }

    /// Allows to look once a day, or no more.
    void allow(boolean allowed) {
        daily.set(allowed);
        files.execute(() -> {
            try {
                LibrarySettings.change(home, before -> before.with(LibrarySettings.LOOK_FOR_UPDATES, allowed));
            } catch (RuntimeException e) {
                application.execute(() -> state.set(new State.Failed(UpdateTexts.disk(home.toString()), null)));
            }
        });
    }

    /// Looks now.
    void look() {
        if (state.get() instanceof State.Looking || state.get() instanceof State.Getting) {
            return;
        }
        state.set(new State.Looking());
        apart(() -> found(updates.look(Instant.now())), e -> Optional.of(new State.Failed(reason(e), null)));
    }

    private static State found(Optional<Newer> newer) {
        return newer.<State>map(State.Available::new).orElseGet(State.Newest::new);
    }

    /// Gets the newer version.
    void download(Newer newer) {
        var mine = new DownloadControl();
        control = mine;
        state.set(new State.Getting(newer, 0));
        apart(
                () -> {
                    mine.limit(LibrarySettings.read(home).value(LibrarySettings.BYTES_PER_SECOND));
                    return new State.Ready(
                            newer,
                            updates.download(
                                    newer,
                                    mine,
                                    progress -> application.execute(() -> {
                                        if (state.get() instanceof State.Getting && !mine.isStopped()) {
                                            state.set(new State.Getting(newer, progress.fraction()));
                                        }
                                    })));
                },
                e -> Optional.of(
                        e instanceof CancellationException
                                ? new State.Available(newer)
                                : new State.Failed(reason(e), newer)));
    }

    /// Stops getting it; what arrived counts the next time.
    void cancel() {
        control.stop();
    }

    /// Does something that may wait for the network, on a thread of its own.
    private void apart(Supplier<State> task, Function<RuntimeException, Optional<State>> failed) {
        Thread.ofPlatform().daemon().name("tuwen-updates").start(() -> {
            Optional<State> end;
            try {
                end = Optional.of(task.get());
            } catch (RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "newer versions cannot be had", e);
                end = failed.apply(e);
            }
            end.ifPresent(known -> application.execute(() -> state.set(known)));
        });
    }

    private static Phrase reason(RuntimeException failure) {
        return failure instanceof UpdateException known
                ? switch (known.kind()) {
                    case NO_FEED -> UpdateTexts.noFeed();
                    case SEALED -> UpdateTexts.sealed();
                    case UNREACHABLE -> UpdateTexts.unreachable(known.detail());
                    case NOT_A_FEED -> UpdateTexts.notAFeed(known.detail());
                    case NOT_SIGNED -> UpdateTexts.notSigned(known.detail());
                    case WRONG_DIGEST -> UpdateTexts.wrongDigest(known.detail());
                    case DISK -> UpdateTexts.disk(known.detail());
                }
                : UpdateTexts.failed();
    }

    @Override
    public void close() {
        control.stop();
    }
}

package dev.tuwen.app.engine;

import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// Opens models off the application's thread and says as properties where it stands. A model that cannot be opened
/// leaves the one before in place, or the demo model where there was none. One for the application, made and closed by
/// its context; everything but the work itself happens on the application's thread.
public final class EngineService implements AutoCloseable {
    /// A model below this size stays while the next one is opened; a larger one makes room first.
    private static final long SMALL_ENOUGH_FOR_TWO = 1L << 30;

    /// The demo model answers because another one cannot.
    ///
    /// @param instead the model that was to be opened, for people
    /// @param failure why it cannot be
    public record StandIn(Phrase instead, RuntimeException failure) {}

    private static final System.Logger LOG = System.getLogger(EngineService.class.getName());

    private final AssistantOpener opener;
    private final Executor opening;
    private final Executor worker;
    private final Executor application;
    private final ReadOnlyObjectWrapper<@Nullable Assistant> assistant = new ReadOnlyObjectWrapper<>(this, "assistant");
    private final ReadOnlyObjectWrapper<EngineState> state;
    private final ReadOnlyObjectWrapper<@Nullable RuntimeException> lastFailure =
            new ReadOnlyObjectWrapper<>(this, "lastFailure");
    private final ReadOnlyObjectWrapper<@Nullable StandIn> standIn = new ReadOnlyObjectWrapper<>(this, "standIn");
    private AtomicBoolean cancelled = new AtomicBoolean();
    private @Nullable ModelSpec model;
    private OpenOptions options = OpenOptions.DEFAULT;
    private boolean closed;

    /// @param opener opens models
    /// @param opening runs one task after the other, off the application's thread; models are opened there
    /// @param worker another one, where models are closed
    /// @param application runs tasks on the application's thread
    public EngineService(AssistantOpener opener, Executor opening, Executor worker, Executor application) {
        this.opener = opener;
        this.opening = opening;
        this.worker = worker;
        this.application = application;
        this.state = new ReadOnlyObjectWrapper<>(
                this, "state", new EngineState.Opening(new ModelSpec.Demo(), OpenProgress.Stage.FINDING_DEVICE, 0));
    }

    /// The model that answers, if there is one.
    public ReadOnlyObjectProperty<@Nullable Assistant> assistantProperty() {
        return assistant.getReadOnlyProperty();
    }

    /// Where the model stands.
    public ReadOnlyObjectProperty<EngineState> stateProperty() {
        return state.getReadOnlyProperty();
    }

    /// Why the last model that was asked for could not be opened, until another one is asked for.
    public ReadOnlyObjectProperty<@Nullable RuntimeException> lastFailureProperty() {
        return lastFailure.getReadOnlyProperty();
    }

    /// Why the demo model answers though another one was asked for; null while it does not.
    public ReadOnlyObjectProperty<@Nullable StandIn> standInProperty() {
        return standIn.getReadOnlyProperty();
    }

    /// The model that answers, or that was asked for when none answers yet.
    public @Nullable ModelSpec model() {
        return model;
    }

    /// Opens a model in place of the present one. A model still being opened is given up.
    public void open(ModelSpec wanted, OpenOptions how) {
        if (closed) {
            return;
        }
        cancelled.set(true);
        var mine = new AtomicBoolean();
        cancelled = mine;
        lastFailure.set(null);
        standIn.set(null);
        state.set(new EngineState.Opening(wanted, OpenProgress.Stage.FINDING_DEVICE, 0));
        Assistant before = assistant.get();
        boolean beside = before == null || before.info().weightBytes() < SMALL_ENOUGH_FOR_TWO;
        if (before != null && !beside) {
            assistant.set(null);
        }
        ModelSpec back = model;
        OpenOptions backHow = options;
        opening.execute(() -> replace(wanted, how, mine, before, beside, back, backHow));
    }

    /// Opens the demo model in place of one that cannot even be found.
    ///
    /// @param wanted what it is called
    /// @param failure why it cannot be found
    public void openDemoInstead(Phrase wanted, RuntimeException failure) {
        open(new ModelSpec.Demo(), OpenOptions.DEFAULT);
        standIn.set(new StandIn(wanted, failure));
    }

    /// Opens the present model again, with other options.
    public void reopen(OpenOptions how) {
        open(model == null ? new ModelSpec.Demo() : model, how);
    }

    private void replace(
            ModelSpec wanted,
            OpenOptions how,
            AtomicBoolean mine,
            @Nullable Assistant before,
            boolean beside,
            @Nullable ModelSpec back,
            OpenOptions backHow) {
        if (before != null && !beside) {
            CompletableFuture.runAsync(before::close, worker).join();
        }
        if (mine.get()) {
            return;
        }
        try {
            Assistant fresh = opener.open(wanted, how, listener(wanted, mine));
            application.execute(() -> arrived(fresh, wanted, how, mine, beside ? before : null));
        } catch (CancellationException e) {
            restore(mine, before, beside, back, backHow);
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a model could not be opened", e);
            if (!restore(mine, before, beside, back, backHow)) {
                letDemoStandIn(wanted, e, mine);
            }
            application.execute(() -> failed(e, mine));
        }
    }

    /// Gives back what was taken away to make room. Somebody who asked for yet another model meanwhile gets that one
    /// instead.
    ///
    /// @return whether there is a model, or will be
    private boolean restore(
            AtomicBoolean mine,
            @Nullable Assistant before,
            boolean beside,
            @Nullable ModelSpec back,
            OpenOptions backHow) {
        if (mine.get() || (before != null && beside)) {
            return true;
        }
        if (before == null || back == null) {
            return false;
        }
        try {
            Assistant again = opener.open(back, backHow, listener(back, mine));
            application.execute(() -> arrived(again, back, backHow, mine, null));
            return true;
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the model before could not be opened again", e);
            return false;
        }
    }

    /// Opens the demo model as it is opened first: what the person chose for the other one may be why that failed.
    private void letDemoStandIn(ModelSpec wanted, RuntimeException failure, AtomicBoolean mine) {
        var demo = new ModelSpec.Demo();
        if (wanted.equals(demo)) {
            return;
        }
        try {
            Assistant fresh = opener.open(demo, OpenOptions.DEFAULT, listener(demo, mine));
            application.execute(() -> {
                if (!mine.get()) {
                    standIn.set(new StandIn(ModelNames.of(wanted), failure));
                }
                arrived(fresh, demo, OpenOptions.DEFAULT, mine, null);
            });
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the demo model could not be opened either", e);
        }
    }

    private OpenListener listener(ModelSpec wanted, AtomicBoolean mine) {
        return new OpenListener() {
            @Override
            public void progress(OpenProgress progress) {
                application.execute(() -> progressed(wanted, progress, mine));
            }

            @Override
            public boolean cancelled() {
                return mine.get();
            }
        };
    }

    private void progressed(ModelSpec wanted, OpenProgress progress, AtomicBoolean mine) {
        if (!mine.get() && state.get() instanceof EngineState.Opening(var opening, var stage, double fraction)) {
            boolean onwards = opening.equals(wanted) && fraction > progress.fraction();
            state.set(new EngineState.Opening(
                    wanted, onwards ? stage : progress.stage(), onwards ? fraction : progress.fraction()));
        }
    }

    private void arrived(
            Assistant fresh, ModelSpec wanted, OpenOptions how, AtomicBoolean mine, @Nullable Assistant before) {
        if (closed) {
            fresh.close(); // the worker may have ended by now
            return;
        }
        if (mine.get()) {
            worker.execute(fresh::close);
            return;
        }
        model = wanted;
        options = how;
        assistant.set(fresh);
        state.set(new EngineState.Ready(fresh.info()));
        if (before != null) {
            worker.execute(before::close);
        }
    }

    private void failed(RuntimeException failure, AtomicBoolean mine) {
        if (mine.get() || closed) {
            return;
        }
        Assistant now = assistant.get();
        state.set(now == null ? new EngineState.Unavailable(failure) : new EngineState.Ready(now.info()));
        lastFailure.set(failure);
    }

    /// Stops and closes the model on the worker; does not wait.
    @Override
    public void close() {
        closed = true;
        cancelled.set(true);
        Assistant last = assistant.get();
        assistant.set(null);
        if (last != null) {
            worker.execute(last::close);
        }
    }
}

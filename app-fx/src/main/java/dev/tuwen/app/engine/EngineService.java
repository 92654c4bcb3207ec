package dev.tuwen.app.engine;

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
/// leaves the one before in place. One for the application, made and closed by its context; everything but the work
/// itself happens on the application's thread.
public final class EngineService implements AutoCloseable {
    /// A model below this size stays while the next one is opened; a larger one makes room first.
    private static final long SMALL_ENOUGH_FOR_TWO = 1L << 30;

    private static final System.Logger LOG = System.getLogger(EngineService.class.getName());

    private final AssistantOpener opener;
    private final Executor opening;
    private final Executor worker;
    private final Executor application;
    private final ReadOnlyObjectWrapper<@Nullable Assistant> assistant = new ReadOnlyObjectWrapper<>(this, "assistant");
    private final ReadOnlyObjectWrapper<EngineState> state;
    private final ReadOnlyObjectWrapper<@Nullable RuntimeException> lastFailure =
            new ReadOnlyObjectWrapper<>(this, "lastFailure");
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
            restore(mine, before, beside, back, backHow);
            application.execute(() -> failed(e, mine));
        }
    }

    /// Gives back what was taken away to make room. Somebody who asked for yet another model meanwhile gets that one
    /// instead.
    private void restore(
            AtomicBoolean mine,
            @Nullable Assistant before,
            boolean beside,
            @Nullable ModelSpec back,
            OpenOptions backHow) {
        if (before == null || beside || back == null || mine.get()) {
            return;
        }
        try {
            Assistant again = opener.open(back, backHow, listener(back, mine));
            application.execute(() -> arrived(again, back, backHow, mine, null));
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "the model before could not be opened again", e);
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

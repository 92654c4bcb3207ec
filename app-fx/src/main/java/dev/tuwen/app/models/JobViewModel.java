package dev.tuwen.app.models;

import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.models.Shelf.Job;
import dev.tuwen.app.models.Shelf.Notice;
import dev.tuwen.library.WorkListener;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// Work on files that takes a while, one at a time. Made and closed by [LibraryViewModel]; the application's thread.
final class JobViewModel {
    private final Executor application;
    private final Shelf.Keeper keeper;
    private final ReadOnlyObjectWrapper<@Nullable Job> job = new ReadOnlyObjectWrapper<>(this, "job");
    private AtomicBoolean cancelled = new AtomicBoolean();

    /// @param application runs tasks on the application's thread
    /// @param keeper hears what became of it
    JobViewModel(Executor application, Shelf.Keeper keeper) {
        this.application = application;
        this.keeper = keeper;
    }

    /// The work, if there is some.
    ReadOnlyObjectProperty<@Nullable Job> jobProperty() {
        return job.getReadOnlyProperty();
    }

    /// Begins something, unless something else is being done.
    ///
    /// @param name of what is worked on
    /// @param task does it on a thread of its own and says how it ended
    void begin(String name, Function<WorkListener, Notice> task) {
        if (job.get() != null) {
            return;
        }
        var mine = new AtomicBoolean();
        cancelled = mine;
        keeper.say(null);
        job.set(new Job(name, new WorkListener.WorkProgress("", 0, 1, -1)));
        Thread.ofPlatform().daemon().name("tuwen-files").start(() -> {
            Notice end = end(task, listener(name, mine));
            application.execute(() -> {
                job.set(null);
                keeper.say(end);
                keeper.refresh();
            });
        });
    }

    private static @Nullable Notice end(Function<WorkListener, Notice> task, WorkListener listener) {
        try {
            return task.apply(listener);
        } catch (CancellationException e) {
            return null;
        } catch (RuntimeException e) {
            return new Notice(ErrorMessages.advice(e).sentence(), false);
        }
    }

    private WorkListener listener(String name, AtomicBoolean mine) {
        return new WorkListener() {
            @Override
            public void progress(WorkProgress progress) {
                application.execute(() -> {
                    if (job.get() != null) {
                        job.set(new Job(name, progress));
                    }
                });
            }

            @Override
            public boolean cancelled() {
                return mine.get();
            }
        };
    }

    /// Gives it up.
    void cancel() {
        cancelled.set(true);
    }
}

package dev.tuwen.compute.spi;

import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/// A request to stop work that consists of many runs. One is made for each such work; any thread may
/// cancel it.
public final class Cancellation {
    private final Object lock = new Object();
    private boolean cancelled;
    private @Nullable Run current;

    /// Not cancelled yet.
    public Cancellation() {}

    /// Asks the work to stop: the current run is cancelled and no further one begins. Does not wait.
    public void cancel() {
        Run run;
        synchronized (lock) {
            cancelled = true;
            run = current;
        }
        if (run != null) {
            run.cancel();
        }
    }

    /// Whether it was asked to stop.
    public boolean isCancelled() {
        synchronized (lock) {
            return cancelled;
        }
    }

    /// Ends the work here if it was asked to stop.
    ///
    /// @throws CancellationException if it was
    public void check() {
        if (isCancelled()) {
            throw new CancellationException("cancelled");
        }
    }

    /// Submits a run and waits for it; cancelling ends it early.
    ///
    /// @throws CancellationException if the work was asked to stop before or during the run
    public void run(Executable executable, Bindings bindings) {
        check();
        Run run = executable.submit(bindings);
        boolean late;
        synchronized (lock) {
            current = run;
            late = cancelled;
        }
        if (late) {
            run.cancel();
        }
        try {
            run.await();
        } finally {
            synchronized (lock) {
                current = null;
            }
        }
    }
}

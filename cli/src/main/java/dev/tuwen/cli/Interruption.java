package dev.tuwen.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// Ctrl-C: what runs is stopped, and the process waits a moment until everything is closed. Made for one command.
final class Interruption implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 3;

    private final CountDownLatch ended = new CountDownLatch(1);
    private final Thread hook = new Thread(this::interrupt, "tuwen-interrupt");
    private final Object lock = new Object();
    private boolean interrupted;
    private @Nullable Runnable stop;
    private boolean answering;

    Interruption() {
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /// Whether the person wants to end.
    boolean isInterrupted() {
        synchronized (lock) {
            return interrupted;
        }
    }

    /// Says how to stop what runs from now on; runs it at once if it is too late already.
    void onInterrupt(@Nullable Runnable action) {
        onInterrupt(action, false);
    }

    /// The same for an answer, which [#stopAnswer] stops too.
    void whileAnswering(Runnable action) {
        onInterrupt(action, true);
    }

    /// Stops the answer that is being given; what runs goes on.
    ///
    /// @return whether there is one
    boolean stopAnswer() {
        Runnable action;
        synchronized (lock) {
            action = answering ? stop : null;
        }
        if (action != null) {
            action.run();
        }
        return action != null;
    }

    private void onInterrupt(@Nullable Runnable action, boolean ofAnswer) {
        boolean late;
        synchronized (lock) {
            stop = action;
            answering = ofAnswer;
            late = interrupted;
        }
        if (late && action != null) {
            action.run();
        }
    }

    /// Lets the process end at once, because nothing is left to be closed in order.
    void waitNoLonger() {
        ended.countDown();
    }

    private void interrupt() {
        Runnable action;
        synchronized (lock) {
            interrupted = true;
            action = stop;
        }
        if (action != null) {
            action.run();
        }
        try {
            ended.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        ended.countDown();
        if (!isInterrupted()) {
            try {
                Runtime.getRuntime().removeShutdownHook(hook);
            } catch (IllegalStateException shutdownBegan) {
                onInterrupt(null);
            }
        }
    }
}

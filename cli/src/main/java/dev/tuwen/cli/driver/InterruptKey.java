package dev.tuwen.cli.driver;

import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import sun.misc.Signal;
import sun.misc.SignalHandler;

/// Ctrl-C while a conversation goes on: stops what runs, and ends the process only if nothing does. Made for one
/// conversation and closed by it; the system tells of the key on a thread of its own.
public final class InterruptKey implements AutoCloseable {
    private static final Signal INTERRUPT = new Signal("INT");

    /// A launcher may hand on what the terminal has sent already: within this time both are one.
    private static final long ONE_PRESS_NANOS = 500_000_000;

    private final BooleanSupplier stop;
    private final @Nullable SignalHandler before;
    private boolean stopped;
    private long stoppedNanos;

    /// Begins to listen. Where the process was started to ignore the key, it goes on to.
    ///
    /// @param stop stops what runs; false if nothing does
    public InterruptKey(BooleanSupplier stop) {
        this.stop = stop;
        this.before = listen();
    }

    private @Nullable SignalHandler listen() {
        try {
            return Signal.handle(INTERRUPT, this::pressed);
        } catch (IllegalArgumentException notToBeHandled) {
            return null;
        }
    }

    private synchronized void pressed(Signal signal) {
        if (stop.getAsBoolean()) {
            stopped = true;
            stoppedNanos = System.nanoTime();
        } else if ((!stopped || System.nanoTime() - stoppedNanos > ONE_PRESS_NANOS) && before != null) {
            before.handle(signal);
        }
    }

    @Override
    public void close() {
        if (before != null) {
            Signal.handle(INTERRUPT, before);
        }
    }
}

package dev.tuwen.compute.spi;

/// A submitted run. Any thread.
public interface Run {
    /// Whether it has ended, in whatever way.
    boolean isDone();

    /// Waits until it has ended; then the outputs hold the results.
    ///
    /// @throws java.util.concurrent.CancellationException if it was cancelled before it was complete; outputs are
    ///     undefined, and rows it was to write are undefined
    /// @throws ComputeException if the device failed
    /// @throws IllegalArgumentException if a parameter or a token id was out of range
    void await();

    /// Asks it to stop soon: heeded between operations and between chunks of a large one. Does not wait.
    void cancel();
}

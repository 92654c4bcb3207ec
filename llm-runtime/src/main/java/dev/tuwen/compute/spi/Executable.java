package dev.tuwen.compute.spi;

import dev.tuwen.compute.Program;

/// A compiled program with its own activation memory. Made by [Backend#compile]; closed by its owner; runs one at a
/// time.
public interface Executable extends AutoCloseable {
    /// What was compiled.
    Program program();

    /// Queues one run. All inputs, buffers and parameters of the program must be bound; outputs that are not bound are
    /// not copied.
    ///
    /// @throws IllegalArgumentException naming what is missing or has the wrong size
    /// @throws IllegalStateException while another run of this executable has not ended
    Run submit(Bindings bindings);

    @Override
    void close();
}

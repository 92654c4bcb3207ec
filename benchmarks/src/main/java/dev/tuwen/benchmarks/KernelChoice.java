package dev.tuwen.benchmarks;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;

/// Which kernels of the processor run: those in vectors, or their scalar twins.
public enum KernelChoice {
    /// As wide as the machine's vectors are.
    VECTOR,
    /// One number after another.
    SCALAR;

    /// Opens a device. The width is settled once in a process; each set of parameters runs in its own.
    Backend open(String device) {
        if (this == SCALAR) {
            System.setProperty("dev.tuwen.vector.bits", "0");
        }
        return Backends.choose(device).open(BackendOptions.DEFAULT);
    }
}

package dev.tuwen.benchmarks;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;

/// Which kernels of the processor run: those in vectors, with the processor's own code where there is some or without
/// it, or their scalar twins.
public enum KernelChoice {
    /// As wide as the machine's vectors are, and the processor's own code for what they cannot say.
    MACHINE,
    /// As wide as the machine's vectors are.
    VECTOR,
    /// One number after another.
    SCALAR;

    /// Opens a device. The width is settled once in a process; each set of parameters runs in its own.
    Backend open(String device) {
        if (this == SCALAR) {
            System.setProperty("dev.tuwen.vector.bits", "0");
        } else if (this == VECTOR) {
            System.setProperty("dev.tuwen.machine.code", "none");
        }
        return Backends.choose(device).open(BackendOptions.DEFAULT);
    }
}

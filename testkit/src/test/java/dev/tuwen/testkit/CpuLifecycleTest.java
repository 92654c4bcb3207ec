package dev.tuwen.testkit;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;

/// Runs, misuse, cancelling and closing on the CPU.
class CpuLifecycleTest extends BackendLifecycle {
    @Override
    protected Backend open() {
        return BackendConformance.openOrSkip("cpu", new BackendOptions(2));
    }
}

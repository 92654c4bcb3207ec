package dev.tuwen.testkit;

import dev.tuwen.compute.spi.Backend;

/// The reference keeps the contract too.
class ReferenceLifecycleTest extends BackendLifecycle {
    @Override
    protected Backend open() {
        return new ReferenceBackend();
    }

    @Override
    protected boolean runsAsynchronously() {
        return false;
    }
}

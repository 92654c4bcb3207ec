package dev.tuwen.compute.spi;

/// Service type through which a backend is found. Has a public constructor without arguments that touches nothing
/// native. Stateless; any thread.
public interface BackendProvider {
    /// Short stable name: `cpu`, `cuda`, `metal`.
    String id();

    /// Looks for devices; loads the driver if there is one. Never throws.
    Probe probe();

    /// Opens a device that [#probe()] reported.
    ///
    /// @throws ComputeException if the device cannot be used after all
    /// @throws IllegalArgumentException if the device is another provider's
    Backend open(Device device, BackendOptions options);
}

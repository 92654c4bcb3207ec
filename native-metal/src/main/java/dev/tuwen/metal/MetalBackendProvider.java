package dev.tuwen.metal;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Probe;

/// Answers for Apple GPUs: none can be used yet, and whether that is for want of macOS or of kernels. Made by the
/// service loader; stateless; any thread.
public final class MetalBackendProvider implements BackendProvider {

    private final String system;

    /// Used by the service loader; touches nothing native.
    public MetalBackendProvider() {
        this(System.getProperty("os.name", "unknown"));
    }

    MetalBackendProvider(String system) {
        this.system = system;
    }

    @Override
    public String id() {
        return "metal";
    }

    @Override
    public Probe probe() {
        return new Probe.Unavailable(
                system.startsWith("Mac")
                        ? "this is macOS, but this version of Tuwen has no Metal kernels yet"
                        : "Metal is a part of macOS, and this is " + system,
                null);
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        throw new IllegalArgumentException(
                "device '" + device.name() + "' is of backend '" + device.backendId() + "', expected one of 'metal'");
    }
}

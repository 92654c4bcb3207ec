package dev.tuwen.cuda;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Probe;
import java.nio.file.Files;
import java.nio.file.Path;

/// Answers for NVIDIA GPUs: none can be used yet, and whether that is for want of a driver or of kernels. Made by the
/// service loader; stateless; any thread.
public final class CudaBackendProvider implements BackendProvider {

    private final boolean driverPresent;

    /// Used by the service loader; touches nothing native.
    public CudaBackendProvider() {
        this(Files.exists(Path.of("/proc/driver/nvidia/version")) || windowsDriver());
    }

    CudaBackendProvider(boolean driverPresent) {
        this.driverPresent = driverPresent;
    }

    private static boolean windowsDriver() {
        String system = System.getenv("SystemRoot");
        return system != null && Files.exists(Path.of(system, "System32", "nvcuda.dll"));
    }

    @Override
    public String id() {
        return "cuda";
    }

    @Override
    public Probe probe() {
        return new Probe.Unavailable(
                driverPresent
                        ? "there is an NVIDIA driver, but this version of Tuwen has no kernels for it yet"
                        : "no NVIDIA driver found",
                null);
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        throw new IllegalArgumentException(
                "device '" + device.name() + "' is of backend '" + device.backendId() + "', expected one of 'cuda'");
    }
}

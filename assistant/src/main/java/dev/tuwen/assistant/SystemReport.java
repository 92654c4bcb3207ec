package dev.tuwen.assistant;

import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Probe;
import dev.tuwen.library.ModelLibrary;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What this machine is and what it offers, for a person who asks why something is slow or missing. Made by [#collect].
///
/// @param applicationVersion version of Tuwen
/// @param installation how it came here and was started
/// @param javaVersion version of the Java that runs it, and its maker
/// @param operatingSystem name and version
/// @param architecture as Java calls it: `amd64`, `aarch64`
/// @param processor as its maker calls it
/// @param processorCount processors this program may use
/// @param vectorBits width of the vectors the processor's backend computes with; 0 when it computes without
/// @param vectorsCompiled whether the Java machine turns vectors into instructions, where it says so; without, they are
///     slow
/// @param memoryBytes memory this program may use
/// @param freeMemoryBytes what of it is free
/// @param backends what every backend found
/// @param chosen the device `auto` means, or why there is none
/// @param home the home folder of the application
public record SystemReport(
        String applicationVersion,
        Installation installation,
        String javaVersion,
        String operatingSystem,
        String architecture,
        String processor,
        int processorCount,
        int vectorBits,
        @Nullable Boolean vectorsCompiled,
        long memoryBytes,
        long freeMemoryBytes,
        List<BackendReport> backends,
        String chosen,
        String home) {

    /// What one backend found.
    ///
    /// @param backendId its id
    /// @param devices its devices; empty when it is unavailable
    /// @param reason why it is unavailable; empty when it is not
    public record BackendReport(String backendId, List<DeviceReport> devices, String reason) {}

    /// A device.
    ///
    /// @param name as its maker calls it
    /// @param memoryBytes size of its memory
    /// @param freeMemoryBytes what of it is free
    public record DeviceReport(String name, long memoryBytes, long freeMemoryBytes) {}

    /// Asks the machine; may take a moment, because drivers are loaded.
    public static SystemReport collect() {
        var backends = new ArrayList<BackendReport>();
        String chosen = "none";
        for (Backends.Found found : Backends.probeAll()) {
            String id = found.provider().id();
            switch (found.probe()) {
                case Probe.Ready ready -> {
                    backends.add(new BackendReport(id, devices(ready), ""));
                    chosen = chosen.equals("none") ? id : chosen;
                }
                case Probe.Unavailable unavailable ->
                    backends.add(new BackendReport(id, List.of(), unavailable.reason()));
            }
        }
        HostMemory memory = HostMemory.now();
        return new SystemReport(
                ApplicationVersion.current(),
                Installation.now(),
                System.getProperty("java.version", "") + " (" + System.getProperty("java.vendor", "") + ")",
                System.getProperty("os.name", "") + " " + System.getProperty("os.version", ""),
                System.getProperty("os.arch", ""),
                Processor.name(),
                Runtime.getRuntime().availableProcessors(),
                Processor.vectorBits(backends),
                Processor.vectorsCompiled(),
                memory.totalBytes(),
                memory.freeBytes(),
                List.copyOf(backends),
                chosen,
                ModelLibrary.ofUser().home().toString());
    }

    private static List<DeviceReport> devices(Probe.Ready ready) {
        var devices = new ArrayList<DeviceReport>();
        for (Device device : ready.devices()) {
            devices.add(new DeviceReport(device.name(), device.totalBytes(), device.freeBytes()));
        }
        return List.copyOf(devices);
    }
}

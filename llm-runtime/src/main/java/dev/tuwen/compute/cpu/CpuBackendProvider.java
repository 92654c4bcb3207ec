package dev.tuwen.compute.cpu;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.cpu.driver.ProcessorCores;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.BackendProvider;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Probe;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// The processor, which is always there. Found by the service loader; stateless; any thread.
public final class CpuBackendProvider implements BackendProvider {
    private final Supplier<HostMemory> memory;

    /// Called by the service loader.
    public CpuBackendProvider() {
        this(HostMemory::now);
    }

    /// @param memory asked for what the machine has
    CpuBackendProvider(Supplier<HostMemory> memory) {
        this.memory = memory;
    }

    @Override
    public String id() {
        return "cpu";
    }

    @Override
    public Probe probe() {
        return new Probe.Ready(List.of(device(memory.get(), KernelSets.ofThisMachine(), defaultThreads())));
    }

    @Override
    public Backend open(Device device, BackendOptions options) {
        if (!device.backendId().equals(id()) || device.ordinal() != 0) {
            throw new IllegalArgumentException(
                    "device '" + device.backendId() + " " + device.ordinal() + "' is not the processor");
        }
        int threads = options.threads() == 0 ? defaultThreads() : options.threads();
        KernelSet kernels = KernelSets.ofThisMachine();
        return new CpuBackend(device(memory.get(), kernels, threads), kernels, threads, memory);
    }

    private static Device device(HostMemory memory, KernelSet kernels, int threads) {
        return new Device(
                "cpu",
                0,
                kernels.name() + ", " + threads + (threads == 1 ? " thread" : " threads"),
                threads,
                Device.Memory.HOST,
                memory.totalBytes(),
                memory.freeBytes(),
                Set.of(DType.F32, DType.F16, DType.BF16, DType.Q8_0, DType.Q4_0));
    }

    private static int defaultThreads() {
        return ProcessorCores.performance();
    }
}

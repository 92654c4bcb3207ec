package dev.tuwen.compute.cpu;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.driver.ZeroedMemory;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.DeviceLimits;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.OutOfDeviceMemoryException;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// The processor, opened: a team of workers and the memory of what was made from it. Made by the provider; closed by
/// whoever opened it.
final class CpuBackend implements Backend {
    private static final System.Logger LOGGER = System.getLogger(CpuBackend.class.getName());
    private static final int ALIGNMENT = 64;

    private final Device device;
    private final KernelSet kernels;
    private final WorkerTeam team;
    private final Supplier<HostMemory> memory;
    private final Map<AutoCloseable, Resource> alive = new LinkedHashMap<>();
    private boolean closed;

    private record Resource(String name, Arena arena) {}

    /// @param memory asked whenever much is wanted
    CpuBackend(Device device, KernelSet kernels, int threads, Supplier<HostMemory> memory) {
        this.device = device;
        this.kernels = kernels;
        this.team = new WorkerTeam(threads);
        this.memory = memory;
    }

    @Override
    public Device device() {
        return device;
    }

    @Override
    public WeightStore load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
        checkOpen();
        Arena arena = newArena();
        boolean loaded = false;
        try {
            var store = new CpuWeightStore(this, arena);
            store.load(source, wanted, options);
            alive.put(store, new Resource("weights of " + wanted.size() + " tensors", arena));
            loaded = true;
            return store;
        } finally {
            if (!loaded) {
                arena.close();
            }
        }
    }

    @Override
    public Buffer allocate(BufferRef ref, int rows) {
        checkOpen();
        if (rows < 1) {
            throw new IllegalArgumentException("buffer '" + ref.name() + "': " + rows + " rows, expected at least 1");
        }
        Arena arena = newArena();
        boolean allocated = false;
        try {
            String name = "buffer '" + ref.name() + "'";
            MemorySegment memory = reserve(arena, CpuBuffer.byteSize(kernels.linear(), ref, rows), name);
            var buffer = new CpuBuffer(this, ref, rows, memory);
            alive.put(buffer, new Resource(name, arena));
            allocated = true;
            return buffer;
        } finally {
            if (!allocated) {
                arena.close();
            }
        }
    }

    @Override
    public Executable compile(Program program, WeightStore weights) {
        checkOpen();
        if (!(weights instanceof CpuWeightStore store) || !alive.containsKey(store)) {
            throw new IllegalArgumentException(
                    "program '" + program.name() + "': the weights are another backend's or closed");
        }
        Arena arena = newArena();
        boolean compiled = false;
        try {
            var executable = new CpuExecutable(this, program, store, arena);
            alive.put(executable, new Resource("executable '" + program.name() + "'", arena));
            compiled = true;
            return executable;
        } finally {
            if (!compiled) {
                arena.close();
            }
        }
    }

    @Override
    public int threads() {
        return team.size();
    }

    @Override
    public Optional<DeviceLimits> measureLimits(int repetitions) {
        checkOpen();
        var measurement = new RooflineMeasurement(kernels.roofline(), team, RooflineMeasurement.USUAL_BYTES);
        return Optional.of(measurement.run(repetitions));
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        team.close();
        for (Resource survivor : List.copyOf(alive.values())) {
            LOGGER.log(System.Logger.Level.WARNING, "the backend was closed before {0}", survivor.name);
            survivor.arena.close();
        }
        alive.clear();
    }

    @SuppressWarnings("MustBeClosedChecker") // closed with what is made in it
    private static Arena newArena() {
        return Arena.ofShared();
    }

    KernelSet kernels() {
        return kernels;
    }

    WorkerTeam team() {
        return team;
    }

    /// Checks that memory can be had now, limits of containers included.
    ///
    /// @throws OutOfDeviceMemoryException if there is not as much
    void checkFree(String what, long byteSize) {
        if (byteSize > memory.get().freeBytes()) {
            throw outOfMemory(what, byteSize, null);
        }
    }

    /// Zeroed memory.
    ///
    /// @throws OutOfDeviceMemoryException if the machine has not as much
    MemorySegment reserve(Arena arena, long byteSize, String what) {
        if (byteSize > device.totalBytes()) {
            throw outOfMemory(what, byteSize, null);
        }
        try {
            return ZeroedMemory.allocate(arena, Math.max(byteSize, 1), ALIGNMENT);
        } catch (OutOfMemoryError e) {
            throw outOfMemory(what, byteSize, e);
        }
    }

    OutOfDeviceMemoryException outOfMemory(
            String what, long byteSize, @org.jspecify.annotations.Nullable Throwable cause) {
        return new OutOfDeviceMemoryException(
                device.name(),
                what,
                byteSize,
                memory.get().freeBytes(),
                "choose smaller weights or a shorter context, or close other programs",
                cause);
    }

    /// Frees what was made from this backend; nothing if that has been done.
    void release(AutoCloseable resource) {
        Resource held = alive.remove(resource);
        if (held != null) {
            held.arena.close();
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("the backend is closed");
        }
    }
}

package dev.tuwen.compute.spi;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.WeightRef;
import java.util.Collection;
import java.util.Optional;

/// An opened device. Made by [BackendProvider#open]; closed by whoever opened it, after everything made from it; one
/// thread at a time.
public interface Backend extends AutoCloseable {
    /// The device that was opened.
    Device device();

    /// Brings weights to the device, packed as it likes. The source must stay open as long as the store.
    ///
    /// @param wanted weights the programs will read; matrices are packed in `options.matrixType()`
    /// @throws java.util.concurrent.CancellationException if `options.cancelled()` said so; nothing is left allocated
    /// @throws OutOfDeviceMemoryException if they do not fit
    /// @throws IllegalArgumentException if the source lacks a weight or its shape differs
    WeightStore load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options);

    /// Allocates zeroed rows. The reference fixes width and type, not the number of rows, so that a cache can grow.
    ///
    /// @throws OutOfDeviceMemoryException if they do not fit
    Buffer allocate(BufferRef ref, int rows);

    /// Prepares a program to run, with its own activation memory.
    ///
    /// @param weights holds every weight the program reads; closed after the executable
    Executable compile(Program program, WeightStore weights);

    /// Worker threads on the host; 0 where the device computes by itself.
    default int threads() {
        return 0;
    }

    /// Measures what the device can do at most, with the workers this backend was opened with. Takes about a second and
    /// up to a gibibyte of memory; nothing else may run meanwhile. Empty where the device does not measure itself.
    ///
    /// @param repetitions how often
    default Optional<DeviceLimits> measureLimits(int repetitions) {
        return Optional.empty();
    }

    /// Frees what is left and logs each survivor by name.
    @Override
    void close();
}

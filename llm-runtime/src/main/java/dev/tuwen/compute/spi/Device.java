package dev.tuwen.compute.spi;

import dev.tuwen.compute.DType;
import java.util.Set;

/// A device a backend can open.
///
/// @param backendId id of its provider
/// @param ordinal number of the device at its provider
/// @param name as its maker calls it, with what matters for speed: "AVX-512, 8 threads"
/// @param threads its worker threads, if it is the processor; else 0
/// @param memory where its memory is
/// @param totalBytes size of that memory
/// @param freeBytes what was free when it was probed
/// @param weightTypes types it can pack matrices into
public record Device(
        String backendId,
        int ordinal,
        String name,
        int threads,
        Memory memory,
        long totalBytes,
        long freeBytes,
        Set<DType> weightTypes) {
    /// Where a device's memory is.
    public enum Memory {
        /// The processor's own.
        HOST,
        /// Shared with the processor.
        UNIFIED,
        /// Behind a bus.
        DISCRETE
    }

    /// Copies the set.
    public Device {
        weightTypes = Set.copyOf(weightTypes);
    }
}

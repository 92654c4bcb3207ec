package dev.tuwen.compute.cpu.kernels;

import java.lang.foreign.MemorySegment;

/// Loops that do nothing but reach the two limits of the roofline model, memory and arithmetic, to compare the kernels
/// with. Stateless; any thread.
public interface RooflineLoops {
    /// Reads every byte of a range once.
    ///
    /// @param byteSize a multiple of 1024
    /// @return the sum of its ints, modulo 2³²
    int read(MemorySegment from, long offset, long byteSize);

    /// F32 multiply-adds in registers, in chains enough to keep the units busy.
    ///
    /// @param rounds how often each chain is lengthened
    /// @return the sum of the chains
    float multiplyAdd(int rounds);

    /// Multiply-adds of one round.
    int multiplyAddsPerRound();
}

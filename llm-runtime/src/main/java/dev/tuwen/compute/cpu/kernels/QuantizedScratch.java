package dev.tuwen.compute.cpu.kernels;

/// What [QuantizedLinearKernels#multiply] keeps between its inner loops. On the heap: loops that write native memory
/// check at each step whether it is still alive, loops over arrays check their bounds once. Made once for each worker.
///
/// @param shifted nibbles of a few blocks, shifted apart
/// @param products of some rows with two blocks
/// @param sums of all rows
public record QuantizedScratch(short[] shifted, short[] products, float[] sums) {}

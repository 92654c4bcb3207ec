/// Kernels in the processor's own code. What it does not say is left to kernels that are handed over.
@org.jspecify.annotations.NullMarked
package dev.tuwen.compute.cpu.machine;

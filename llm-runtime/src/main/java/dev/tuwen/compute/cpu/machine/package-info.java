/// Kernels in the processor's own code.
@org.jspecify.annotations.NullMarked
package dev.tuwen.compute.cpu.machine;

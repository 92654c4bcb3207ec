/// The kernels of the CPU backend in plain loops: for machines without vectors, and the twins that other kernels are
/// tested against.
package dev.tuwen.compute.cpu.scalar;

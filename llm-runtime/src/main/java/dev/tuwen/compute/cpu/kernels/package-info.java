/// The arithmetic of the CPU backend: what each family of kernels computes, and how matrices and caches are laid out
/// for it. The twins of a family (in plain loops, in vectors, in the processor's own code) are packages of their own,
/// which do not know each other.
///
/// A kernel works on native memory: on a matrix by [dev.tuwen.compute.cpu.kernels.View], on a row by segment and byte
/// offset. Rows are F32, columns fastest. It knows no operations, threads or programs.
package dev.tuwen.compute.cpu.kernels;

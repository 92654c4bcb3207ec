/// The arithmetic of the CPU backend: what a kernel computes, how matrices are packed for it, and the plain loops.
///
/// A kernel works on native memory by segment and byte offset. Rows are F32, columns fastest. It knows no operations,
/// threads or programs.
package dev.tuwen.compute.cpu.kernels;

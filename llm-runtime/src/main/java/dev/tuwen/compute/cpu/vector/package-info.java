/// The kernels of the CPU backend in vectors of 128, 256 or 512 bits: the only package that uses the Vector API.
///
/// Each kernel is one small method with one hot loop: a helper that takes or returns vectors and is not inlined puts
/// them on the heap and is ten times slower. The width is chosen once, as a constant, for the whole process.
package dev.tuwen.compute.cpu.vector;

/// The backend for the processor this program runs on.
///
/// [dev.tuwen.compute.cpu.CpuExecutable] turns a program into steps; the threads of a
/// [dev.tuwen.compute.cpu.WorkerTeam] walk them together, each step cut into chunks, with a barrier after each. The
/// arithmetic is a [dev.tuwen.compute.cpu.kernels.KernelSet]. Nothing of this package is exported: it is found through
/// the service loader.
package dev.tuwen.compute.cpu;

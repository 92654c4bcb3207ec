package dev.tuwen.compute.cpu;

/// One operation of a compiled program, cut into chunks that workers do side by side. Made once by the executable; its
/// chunks run on the workers.
interface Step {
    /// Number of chunks.
    int chunks(CpuRun run);

    /// Does one chunk.
    void chunk(int chunk, Scratch scratch, CpuRun run);
}

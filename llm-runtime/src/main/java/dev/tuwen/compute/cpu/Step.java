package dev.tuwen.compute.cpu;

/// One operation of a compiled program, cut into pieces that workers do side by side. Made once by the executable; its
/// pieces run on the workers.
interface Step {
    /// Number of pieces.
    int pieces(CpuRun run);

    /// Does one piece.
    void piece(int piece, Scratch scratch, CpuRun run);
}

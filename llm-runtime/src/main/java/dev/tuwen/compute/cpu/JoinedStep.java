package dev.tuwen.compute.cpu;

import java.util.List;

/// Projections that do not depend on each other, taken as one step, so that workers wait for each other once.
///
/// @param parts at least two
record JoinedStep(List<QuantizedLinearStep> parts) implements Step {
    @Override
    public int pieces(CpuRun run) {
        int pieces = 0;
        for (int i = 0; i < parts.size(); i++) {
            pieces += parts.get(i).pieces(run);
        }
        return pieces;
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int rest = piece;
        for (int i = 0; i < parts.size(); i++) {
            int pieces = parts.get(i).pieces(run);
            if (rest < pieces) {
                parts.get(i).piece(rest, scratch, run);
                return;
            }
            rest -= pieces;
        }
    }
}

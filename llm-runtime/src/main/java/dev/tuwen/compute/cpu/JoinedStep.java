package dev.tuwen.compute.cpu;

import java.util.List;

/// Projections that do not depend on each other, taken as one step, so that workers wait for each other once.
///
/// @param parts at least two
record JoinedStep(List<QuantizedLinearStep> parts) implements Step {
    @Override
    public int chunks(CpuRun run) {
        int chunks = 0;
        for (int i = 0; i < parts.size(); i++) {
            chunks += parts.get(i).chunks(run);
        }
        return chunks;
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int rest = chunk;
        for (int i = 0; i < parts.size(); i++) {
            int chunks = parts.get(i).chunks(run);
            if (rest < chunks) {
                parts.get(i).chunk(rest, scratch, run);
                return;
            }
            rest -= chunks;
        }
    }
}

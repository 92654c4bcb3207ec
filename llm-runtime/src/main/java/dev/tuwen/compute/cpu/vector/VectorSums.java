package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorShuffle;

/// Sums across lanes in one fixed order. The order of the Vector API's own reduction differs between interpreted and
/// compiled code, so that the same run would give other numbers once it has been compiled.
final class VectorSums {
    private static final VectorShuffle<Float> EIGHT = exchange(8);
    private static final VectorShuffle<Float> FOUR = exchange(4);
    private static final VectorShuffle<Float> TWO = exchange(2);
    private static final VectorShuffle<Float> ONE = exchange(1);

    private VectorSums() {}

    private static VectorShuffle<Float> exchange(int distance) {
        return VectorShuffle.fromOp(FLOATS, lane -> (lane ^ distance) % LANES);
    }

    /// The sum of all lanes.
    static float of(FloatVector vector) {
        FloatVector sums = vector;
        if (LANES > 8) {
            sums = sums.add(sums.rearrange(EIGHT));
        }
        if (LANES > 4) {
            sums = sums.add(sums.rearrange(FOUR));
        }
        sums = sums.add(sums.rearrange(TWO));
        return sums.add(sums.rearrange(ONE)).lane(0);
    }
}

package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import java.util.Set;

/// The CPU backend as this machine runs it.
class CpuConformanceTest extends BackendConformance {
    @Override
    protected Backend open() {
        return openOrSkip("cpu", new BackendOptions(3));
    }

    @Override
    protected Tolerances tolerances() {
        return Tolerances.EIGHT_BITS_BY_FOUR;
    }

    @Override
    protected Set<DType> cacheTypes() {
        return Set.of(DType.F32, DType.F16, DType.Q8_0);
    }
}

package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import java.util.Set;
import java.util.stream.Stream;

/// The CPU backend with few cases: run again in other processes, with other widths of vectors and other settings of the
/// machine.
class CpuWidthTest extends BackendConformance {
    @Override
    protected Backend open() {
        return openOrSkip("cpu", new BackendOptions(2));
    }

    @Override
    protected Tolerances tolerances() {
        return Tolerances.EIGHT_BITS_BY_FOUR;
    }

    @Override
    protected Stream<OpCase> cases() {
        return OpCases.few();
    }

    @Override
    protected Set<DType> cacheTypes() {
        return Set.of(DType.F32, DType.F16, DType.Q8_0);
    }
}

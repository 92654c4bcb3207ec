package dev.tuwen.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.OutOfDeviceMemoryException;
import dev.tuwen.compute.spi.Probe;
import dev.tuwen.compute.spi.UnsupportedDeviceException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CpuBackendTest {
    private static final CpuBackendProvider PROVIDER = new CpuBackendProvider();

    @Test
    void isFoundByTheServiceLoader() {
        Backends.Choice choice = Backends.choose("cpu");

        assertThat(choice.device().backendId()).isEqualTo("cpu");
        assertThat(choice.device().memory()).isEqualTo(Device.Memory.HOST);
        assertThat(choice.device().freeBytes())
                .isPositive()
                .isLessThanOrEqualTo(choice.device().totalBytes());
    }

    @Test
    void saysWhichBackendIsMissing() {
        assertThatThrownBy(() -> Backends.choose("abacus"))
                .isInstanceOf(UnsupportedDeviceException.class)
                .hasMessageContaining("abacus");
    }

    @Test
    void refusesTheDeviceOfAnotherProvider() {
        var device = new Device("cuda", 0, "GPU", 0, Device.Memory.DISCRETE, 1, 1, Set.of(DType.F32));

        assertThatIllegalArgumentException().isThrownBy(() -> PROVIDER.open(device, BackendOptions.DEFAULT));
    }

    @Test
    void saysHowMuchMemoryABufferWouldNeed() {
        try (Backend backend = open()) {
            var huge = new BufferRef("huge", DType.F32, Integer.MAX_VALUE);

            assertThatThrownBy(() -> backend.allocate(huge, 1 << 20))
                    .isInstanceOfSatisfying(OutOfDeviceMemoryException.class, e -> {
                        assertThat(e).hasMessageContaining("buffer 'huge'");
                        assertThat(e.neededBytes()).isEqualTo((4L * Integer.MAX_VALUE) << 20);
                    });
        }
    }

    @Test
    void canBeClosedTwiceAndThenMakesNothing() {
        Backend backend = open();
        Buffer buffer = backend.allocate(new BufferRef("buffer", DType.F32, 1), 1);
        buffer.close();
        buffer.close();

        backend.close();
        backend.close();

        assertThatIllegalStateException().isThrownBy(() -> backend.allocate(new BufferRef("late", DType.F32, 1), 1));
    }

    @Test
    void refusesTablesOfWholeNumbersWhenTheyAreLoaded() {
        WeightRef table = WeightRef.table("names", 2, 2);
        try (Backend backend = open()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> backend.load(
                            new OneMatrix(DType.I32, 2, 2, MemorySegment.ofArray(new int[4])),
                            List.of(table),
                            LoadOptions.asStored()))
                    .withMessageContaining("I32");
        }
    }

    @Test
    void refusesWeightsThatNeedMoreThanIsFree() {
        var full = new CpuBackendProvider(() -> new HostMemory(1L << 40, 1 << 10));
        WeightRef matrix = WeightRef.matrix("wide", 64, 64);
        try (Backend backend = open(full)) {
            assertThatThrownBy(() -> backend.load(
                            new OneMatrix(DType.F32, 64, 64, MemorySegment.ofArray(new float[64 * 64])),
                            List.of(matrix),
                            LoadOptions.asStored()))
                    .isInstanceOfSatisfying(OutOfDeviceMemoryException.class, e -> {
                        assertThat(e).hasMessageContaining("the weights");
                        assertThat(e.freeBytes()).isEqualTo(1 << 10);
                    });
        }
    }

    private static Backend open() {
        return open(PROVIDER);
    }

    private static Backend open(CpuBackendProvider provider) {
        if (!(provider.probe() instanceof Probe.Ready ready)) {
            throw new AssertionError("the processor is always there");
        }
        return provider.open(ready.devices().getFirst(), new BackendOptions(2));
    }
}

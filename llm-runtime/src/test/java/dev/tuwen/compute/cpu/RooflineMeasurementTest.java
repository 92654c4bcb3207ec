package dev.tuwen.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.cpu.kernels.RooflineLoops;
import dev.tuwen.compute.cpu.scalar.ScalarRoofline;
import dev.tuwen.compute.cpu.vector.VectorRoofline;
import dev.tuwen.compute.spi.DeviceLimits;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What the machine can do at most.
final class RooflineMeasurementTest {
    static Stream<RooflineLoops> loops() {
        return Stream.of(new ScalarRoofline(), new VectorRoofline());
    }

    @ParameterizedTest
    @MethodSource("loops")
    void readsEveryByteOnce(RooflineLoops loops) {
        // given
        int[] numbers = new Random(3).ints(768).toArray();
        int expected = 0;
        for (int i = 256; i < 768; i++) {
            expected += numbers[i];
        }

        // when
        int sum = loops.read(MemorySegment.ofArray(numbers), 1024, 2048);

        // then
        assertThat(sum).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("loops")
    void lengthensEveryChain(RooflineLoops loops) {
        // when: each chain comes closer to 1, where x = 0.999 x + 0.001
        float sum = loops.multiplyAdd(100_000);

        // then
        assertThat(sum / loops.multiplyAddsPerRound()).isEqualTo(1, within(1e-3f));
    }

    @Test
    void tellsOneRateForEachRepetition() {
        // when
        try (var team = new WorkerTeam(2)) {
            DeviceLimits limits = new RooflineMeasurement(new VectorRoofline(), team, 1 << 20).run(2);

            // then
            assertThat(limits.readGigabytesPerSecond()).hasSize(2).allMatch(rate -> rate > 0);
            assertThat(limits.fp32Gmacs()).hasSize(2).allMatch(rate -> rate > 0);
        }
    }
}

package dev.tuwen.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What holds of choosing how panels are read. Time is told by the test: a panel takes long when it is read straight,
/// or when its lines were touched before.
class PanelReaderTest {
    private static final int PANEL_BYTES = 64 << 10;
    private static final int PANELS = 4;

    private final AtomicLong now = new AtomicLong();
    private final PanelReader reader = new PanelReader(now::get);

    /// Multiplies panels; each takes `nanos` in the way that `pulls` tells.
    private void multiply(PackedMatrix matrix, int count, long straightNanos, long pulledNanos) {
        for (int i = 0; i < count; i++) {
            boolean pulled = reader.begin(matrix, i % PANELS);
            now.addAndGet(pulled ? pulledNanos : straightNanos);
            reader.end();
        }
    }

    private int pulledOf(PackedMatrix matrix, int count) {
        int pulled = 0;
        for (int i = 0; i < count; i++) {
            pulled += reader.begin(matrix, i % PANELS) ? 1 : 0;
        }
        return pulled;
    }

    private static PackedMatrix matrix(Arena arena, int panelBytes) {
        MemorySegment memory = arena.allocate((long) panelBytes * PANELS);
        return new PackedMatrix(DType.Q4_0, 64 * PANELS, panelBytes / 36, 64, panelBytes, memory);
    }

    @ParameterizedTest
    @CsvSource({"10000, 7000, 31", "7000, 10000, 1"})
    void readsMostPanelsInTheFasterWay(long straightNanos, long pulledNanos, int pulledOf32) {
        try (var arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, PANEL_BYTES);

            multiply(matrix, 64, straightNanos, pulledNanos);

            assertThat(pulledOf(matrix, 32)).isEqualTo(pulledOf32);
        }
    }

    @Test
    void findsTheFasterWayAgainWhenItChanges() {
        try (var arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, PANEL_BYTES);
            multiply(matrix, 640, 10_000, 7_000);

            multiply(matrix, 640, 5_000, 7_000);

            assertThat(pulledOf(matrix, 32)).isEqualTo(1);
        }
    }

    @Test
    void forgetsAnInterruption() {
        try (var arena = Arena.ofConfined()) {
            PackedMatrix matrix = matrix(arena, PANEL_BYTES);
            multiply(matrix, 64, 10_000, 7_000);

            multiply(matrix, 1, 4_000_000, 4_000_000);
            multiply(matrix, 320, 10_000, 7_000);

            assertThat(pulledOf(matrix, 32)).isEqualTo(31);
        }
    }

    @ParameterizedTest
    @CsvSource({"4096", "1048576"})
    void leavesPanelsAloneThatAreInACacheOrDoNotFitOne(int panelBytes) {
        try (var arena = Arena.ofConfined()) {
            assertThat(pulledOf(matrix(arena, panelBytes), 100)).isZero();
        }
    }
}

package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.KernelSets;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.machine.MachineAttention;
import dev.tuwen.compute.cpu.scalar.ScalarAttention;
import dev.tuwen.compute.cpu.scalar.ScalarElements;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Cached keys and values: what a slab gives back, and the kernels that read it, in vectors and in plain loops.
class AttentionKernelsTest {
    private static final Arena ARENA = Arena.ofShared();
    private static final int POSITIONS = 283;
    private static final int ROWS = 300;

    private final Random random = new Random(78);

    @AfterAll
    static void free() {
        ARENA.close();
    }

    static Stream<Arguments> layouts() {
        return Stream.of(DType.F32, DType.F16, DType.Q8_0)
                .flatMap(type -> Stream.of(1, 16, 32, 64, 72, 128).map(width -> Arguments.of(type, width)));
    }

    private static KernelSet[] both() {
        return new KernelSet[] {KernelSets.scalar(), KernelSets.vector(MachineCode.forThisProcessor())};
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void givesBackWhatWasWrittenWithinTheTypesPrecision(DType type, int width) {
        for (KernelSet kernels : both()) {
            for (HeadLayout.Use use : HeadLayout.Use.values()) {
                MemorySegment rows = numbers(POSITIONS * width);
                HeadSlab slab = slab(new HeadLayout(use, type, kernels.linear().lanes(), width), rows);
                MemorySegment read = space(width);

                for (int s = 0; s < POSITIONS; s++) {
                    slab.read(s, read, 0);

                    float bound = type == DType.F32 ? 0 : type == DType.F16 ? 2e-3f : 2e-2f;
                    for (int c = 0; c < width; c++) {
                        assertThat(at(read, c)).isCloseTo(at(rows, s * width + c), Offset.offset(bound));
                        assertThat(slab.read(s, c)).isEqualTo(at(read, c));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void scoresAndAddsWhatTheCacheHolds(DType type, int width) {
        for (KernelSet kernels : both()) {
            scoresAndAdds(kernels.attention(), type, kernels.linear().lanes(), width);
        }
    }

    /// In every code this processor has, whatever the width of vectors here.
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "Q8_0"})
    void scoresAndAddsInTheProcessorsCode(DType type) {
        for (MachineCode code : MachineCode.forThisProcessor()) {
            var attention = new MachineAttention(code, new ScalarAttention(), new ScalarElements());
            scoresAndAdds(attention, type, code.lanes(), MachineCode.CACHED_COLUMNS);
        }
    }

    private void scoresAndAdds(AttentionKernels attention, DType type, int lanes, int width) {
        HeadSlab keys = slab(new HeadLayout(HeadLayout.Use.KEYS, type, lanes, width), numbers(POSITIONS * width));
        HeadSlab values = slab(new HeadLayout(HeadLayout.Use.VALUES, type, lanes, width), numbers(POSITIONS * width));
        MemorySegment query = space(keys.layout().paddedWidth());
        MemorySegment.copy(numbers(width), 0, query, 0, 4L * width);
        MemorySegment probabilities = numbers(ROWS + 32);
        MemorySegment scores = space(ROWS + 32);
        MemorySegment sums = space(values.layout().paddedWidth());
        MemorySegment workspace = workspace(keys, values);

        attention.scores(keys, query, POSITIONS, scores, workspace);
        attention.addValues(values, probabilities, POSITIONS, sums, workspace);

        MemorySegment row = space(width);
        var expected = new double[width];
        for (int s = 0; s < POSITIONS; s++) {
            keys.read(s, row, 0);
            double score = 0;
            for (int c = 0; c < width; c++) {
                score += (double) at(query, c) * at(row, c);
            }
            assertThat((double) at(scores, s)).as("score %d", s).isCloseTo(score, Offset.offset(1e-4));
            values.read(s, row, 0);
            for (int c = 0; c < width; c++) {
                expected[c] += (double) at(probabilities, s) * at(row, c);
            }
        }
        for (int c = 0; c < width; c++) {
            assertThat((double) at(sums, c)).as("column %d", c).isCloseTo(expected[c], Offset.offset(1e-3));
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void widensChunksOfTheCache(DType type, int width) {
        for (KernelSet kernels : both()) {
            int lanes = kernels.linear().lanes();
            HeadSlab keys = slab(new HeadLayout(HeadLayout.Use.KEYS, type, lanes, width), numbers(POSITIONS * width));
            HeadSlab values =
                    slab(new HeadLayout(HeadLayout.Use.VALUES, type, lanes, width), numbers(POSITIONS * width));
            int keyWidth = keys.layout().paddedWidth();
            int valueWidth = values.layout().paddedWidth();
            int panel = kernels.linear().panelRows();
            int first = 2 * panel;
            int count = panel + 5;
            MemorySegment wideKeys = space(2 * panel * keyWidth);
            MemorySegment wideValues = space(AttentionKernels.CHUNK * (valueWidth + panel));

            kernels.attention().widenKeys(keys, first, count, wideKeys, workspace(keys, values));
            kernels.attention().widenValues(values, first, count, wideValues);

            MemorySegment row = space(width);
            for (int s = 0; s < count; s++) {
                keys.read(first + s, row, 0);
                for (int c = 0; c < width; c++) {
                    int at = s / panel * panel * keyWidth + c * panel + s % panel;
                    assertThat(at(wideKeys, at)).isCloseTo(at(row, c), Offset.offset(1e-6f));
                }
                values.read(first + s, row, 0);
                for (int c = 0; c < valueWidth; c++) {
                    float expected = c < width ? at(row, c) : 0;
                    int at = c / panel * panel * AttentionKernels.CHUNK + s * panel + c % panel;
                    assertThat(at(wideValues, at)).isCloseTo(expected, Offset.offset(1e-6f));
                }
            }
        }
    }

    private static MemorySegment workspace(HeadSlab keys, HeadSlab values) {
        return ARENA.allocate(
                Math.max(
                        AttentionKernels.workspaceBytes(keys.layout()),
                        AttentionKernels.workspaceBytes(values.layout())),
                64);
    }

    private static HeadSlab slab(HeadLayout layout, MemorySegment rows) {
        MemorySegment memory = ARENA.allocate(layout.slabBytes(ROWS) + AttentionKernels.AHEAD, 64);
        var slab = new HeadSlab(layout, memory, 0, ROWS);
        for (int s = 0; s < POSITIONS; s++) {
            slab.write(s, rows, 4L * s * layout.width());
        }
        return slab;
    }

    private MemorySegment numbers(int count) {
        MemorySegment segment = space(count);
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) random.nextGaussian());
        }
        return segment;
    }

    private static MemorySegment space(int count) {
        return ARENA.allocate(4L * count, 64);
    }

    private static float at(MemorySegment segment, int i) {
        return segment.get(JAVA_FLOAT_UNALIGNED, 4L * i);
    }
}

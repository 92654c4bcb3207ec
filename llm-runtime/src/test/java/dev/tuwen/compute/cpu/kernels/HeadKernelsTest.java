package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.vector.VectorKernels;
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

/// Cached keys and values: what a plane gives back, and the kernels that read it, in vectors and in plain loops.
class HeadKernelsTest {
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

    private static Kernels[] both() {
        return new Kernels[] {new ScalarKernels(), new VectorKernels(MachineCode.forThisProcessor())};
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void givesBackWhatWasWrittenWithinTheTypesPrecision(DType type, int width) {
        for (Kernels kernels : both()) {
            for (HeadLayout.Use use : HeadLayout.Use.values()) {
                MemorySegment rows = numbers(POSITIONS * width);
                var layout = new HeadLayout(use, type, kernels.lanes(), width);
                MemorySegment plane = plane(layout, rows);
                MemorySegment read = room(width);

                for (int s = 0; s < POSITIONS; s++) {
                    layout.read(plane, 0, ROWS, s, read, 0);

                    float bound = type == DType.F32 ? 0 : type == DType.F16 ? 2e-3f : 2e-2f;
                    for (int c = 0; c < width; c++) {
                        assertThat(at(read, c)).isCloseTo(at(rows, s * width + c), Offset.offset(bound));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("layouts")
    void scoresAndMixesWhatTheCacheHolds(DType type, int width) {
        for (Kernels kernels : both()) {
            var keys = new HeadLayout(HeadLayout.Use.KEYS, type, kernels.lanes(), width);
            var values = new HeadLayout(HeadLayout.Use.VALUES, type, kernels.lanes(), width);
            MemorySegment keyPlane = plane(keys, numbers(POSITIONS * width));
            MemorySegment valuePlane = plane(values, numbers(POSITIONS * width));
            MemorySegment query = room(keys.paddedWidth());
            MemorySegment.copy(numbers(width), 0, query, 0, 4L * width);
            MemorySegment shares = numbers(ROWS + 32);
            MemorySegment scores = room(ROWS + 32);
            MemorySegment mixed = room(values.paddedWidth());
            MemorySegment work = ARENA.allocate(Math.max(Kernels.workBytes(keys), Kernels.workBytes(values)), 64);

            kernels.keyScores(keys, query, 0, keyPlane, 0, ROWS, POSITIONS, scores, 0, work);
            kernels.mixValues(values, shares, 0, valuePlane, 0, ROWS, POSITIONS, mixed, 0, work);

            assertScoresAndMixes(new Planes(keys, keyPlane, values, valuePlane), query, shares, scores, mixed);
        }
    }

    /// In every code this processor has, whatever the width of vectors here.
    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F16", "Q8_0"})
    void scoresAndMixesInTheProcessorsCode(DType type) {
        for (MachineCode code : MachineCode.forThisProcessor()) {
            var keys = new HeadLayout(HeadLayout.Use.KEYS, type, code.lanes(), MachineCode.CACHED_COLUMNS);
            var values = new HeadLayout(HeadLayout.Use.VALUES, type, code.lanes(), MachineCode.CACHED_COLUMNS);
            MemorySegment keyPlane = plane(keys, numbers(POSITIONS * keys.width()));
            MemorySegment valuePlane = plane(values, numbers(POSITIONS * keys.width()));
            MemorySegment query = numbers(keys.width());
            MemorySegment shares = numbers(POSITIONS);
            MemorySegment scores = room(ROWS + 32);
            MemorySegment mixed = room(values.width());
            int blocks = Math.ceilDiv(POSITIONS, code.lanes());

            if (type == DType.F16) {
                MemorySegment scaled = room(keys.width());
                new ScalarKernels().scale(query, 0, 0x1p56f, scaled, 0, keys.width());
                code.keysF16(scaled, keyPlane, scores, blocks);
                code.valuesF16(shares, valuePlane, mixed, POSITIONS);
            } else {
                MemorySegment first = keyPlane.asSlice(keys.scaleOffset(ROWS, 0, 0));
                code.keysQ8(query, keyPlane, first, keyPlane.asSlice(keys.scaleOffset(ROWS, 0, 1)), scores, blocks);
                MemorySegment firstShares = byScales(values, valuePlane, shares, 0);
                code.valuesQ8(firstShares, byScales(values, valuePlane, shares, 1), valuePlane, mixed, POSITIONS);
            }

            assertScoresAndMixes(new Planes(keys, keyPlane, values, valuePlane), query, shares, scores, mixed);
        }
    }

    private static MemorySegment byScales(HeadLayout layout, MemorySegment plane, MemorySegment shares, int scale) {
        Kernels scalar = new ScalarKernels();
        MemorySegment result = room(POSITIONS);
        scalar.widenHalves(plane, layout.scaleOffset(ROWS, 0, scale), result, 0, POSITIONS);
        scalar.multiply(result, 0, shares, 0, result, 0, POSITIONS);
        return result;
    }

    private void assertScoresAndMixes(
            Planes planes, MemorySegment query, MemorySegment shares, MemorySegment scores, MemorySegment mixed) {
        int width = planes.keys.width();
        MemorySegment row = room(width);
        var sums = new double[width];
        for (int s = 0; s < POSITIONS; s++) {
            planes.keys.read(planes.keyPlane, 0, ROWS, s, row, 0);
            double score = 0;
            for (int c = 0; c < width; c++) {
                score += (double) at(query, c) * at(row, c);
            }
            assertThat((double) at(scores, s)).as("score %d", s).isCloseTo(score, Offset.offset(1e-4));
            planes.values.read(planes.valuePlane, 0, ROWS, s, row, 0);
            for (int c = 0; c < width; c++) {
                sums[c] += (double) at(shares, s) * at(row, c);
            }
        }
        for (int c = 0; c < width; c++) {
            assertThat((double) at(mixed, c)).as("column %d", c).isCloseTo(sums[c], Offset.offset(1e-3));
        }
    }

    /// Keys and values as they are stored.
    private record Planes(HeadLayout keys, MemorySegment keyPlane, HeadLayout values, MemorySegment valuePlane) {}

    @ParameterizedTest
    @MethodSource("layouts")
    void widensChunksOfTheCache(DType type, int width) {
        for (Kernels kernels : both()) {
            var keys = new HeadLayout(HeadLayout.Use.KEYS, type, kernels.lanes(), width);
            var values = new HeadLayout(HeadLayout.Use.VALUES, type, kernels.lanes(), width);
            MemorySegment keyPlane = plane(keys, numbers(POSITIONS * width));
            MemorySegment valuePlane = plane(values, numbers(POSITIONS * width));
            int panel = kernels.panelRows();
            int first = 2 * panel;
            int count = panel + 5;
            MemorySegment wideKeys = room(2 * panel * keys.paddedWidth());
            MemorySegment wideValues = room(Kernels.CACHE_CHUNK * (values.paddedWidth() + panel));
            MemorySegment work = ARENA.allocate(Math.max(Kernels.workBytes(keys), Kernels.workBytes(values)), 64);

            kernels.widenKeys(keys, keyPlane, 0, ROWS, first, count, wideKeys, work);
            kernels.widenValues(values, valuePlane, 0, ROWS, first, count, wideValues);

            MemorySegment row = room(width);
            for (int s = 0; s < count; s++) {
                keys.read(keyPlane, 0, ROWS, first + s, row, 0);
                for (int c = 0; c < width; c++) {
                    int at = s / panel * panel * keys.paddedWidth() + c * panel + s % panel;
                    assertThat(at(wideKeys, at)).isCloseTo(at(row, c), Offset.offset(1e-6f));
                }
                values.read(valuePlane, 0, ROWS, first + s, row, 0);
                for (int c = 0; c < values.paddedWidth(); c++) {
                    float expected = c < width ? at(row, c) : 0;
                    int at = c / panel * panel * Kernels.CACHE_CHUNK + s * panel + c % panel;
                    assertThat(at(wideValues, at)).isCloseTo(expected, Offset.offset(1e-6f));
                }
            }
        }
    }

    private static MemorySegment plane(HeadLayout layout, MemorySegment rows) {
        MemorySegment plane = ARENA.allocate(layout.planeBytes(ROWS) + Kernels.AHEAD, 64);
        for (int s = 0; s < POSITIONS; s++) {
            layout.write(plane, 0, ROWS, s, rows, 4L * s * layout.width());
        }
        return plane;
    }

    private MemorySegment numbers(int count) {
        MemorySegment segment = room(count);
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) random.nextGaussian());
        }
        return segment;
    }

    private static MemorySegment room(int count) {
        return ARENA.allocate(4L * count, 64);
    }

    private static float at(MemorySegment segment, int i) {
        return segment.get(JAVA_FLOAT_UNALIGNED, 4L * i);
    }
}

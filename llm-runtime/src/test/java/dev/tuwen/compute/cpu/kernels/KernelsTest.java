package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.vector.VectorKernels;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The vector kernels against their scalar twins, and both against what they are to compute.
class KernelsTest {
    private static final Arena ARENA = Arena.ofShared();
    private static final long SEED = 77;

    private final Kernels scalar = new ScalarKernels();
    private final Kernels vector = new VectorKernels(MachineCode.forThisProcessor());
    private final Random random = new Random(SEED);

    @AfterAll
    static void free() {
        ARENA.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 16, 72, 207})
    void addsAndScalesLikeItsScalarTwin(int count) {
        MemorySegment a = numbers(count, 1);
        MemorySegment b = numbers(count, 1);
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            MemorySegment sum = room(count);
            MemorySegment product = room(count);
            MemorySegment scaled = room(count);
            MemorySegment added = room(count);

            kernels.add(a, 0, b, 0, sum, 0, count);
            kernels.multiply(a, 0, b, 0, product, 0, count);
            kernels.scale(a, 0, 0.3f, scaled, 0, count);
            kernels.addScaled(a, 0, b, 0, 0.3f, added, 0, count);

            for (int i = 0; i < count; i++) {
                assertThat(at(sum, i)).isEqualTo(at(a, i) + at(b, i));
                assertThat(at(product, i)).isEqualTo(at(a, i) * at(b, i));
                assertThat(at(scaled, i)).isEqualTo(at(a, i) * 0.3f);
                assertThat(at(added, i)).isCloseTo(at(a, i) + at(b, i) * 0.3f, Offset.offset(1e-6f));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Activation.class)
    void activatesWithinTheBoundOfTheContract(Activation activation) {
        int count = 40_001;
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            MemorySegment x = room(count);
            for (int i = 0; i < count; i++) {
                x.set(JAVA_FLOAT_UNALIGNED, 4L * i, (i - 20_000) / 1000f);
            }

            kernels.activate(activation, x, 0, count);

            for (int i = 0; i < count; i++) {
                float argument = (i - 20_000) / 1000f;
                double expected = exact(activation, argument);
                double bound = 1e-6 * Math.max(1, Math.abs(argument) / 2);
                assertThat((double) at(x, i))
                        .as("%s(%s)", activation, argument)
                        .isCloseTo(expected, Offset.offset(bound));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 33, 4096})
    void softmaxSumsToOneAndIgnoresAnOffset(int count) {
        MemorySegment x = numbers(count, 20);
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            MemorySegment shares = copy(x, count);
            MemorySegment shifted = room(count);
            for (int i = 0; i < count; i++) {
                shifted.set(JAVA_FLOAT_UNALIGNED, 4L * i, at(x, i) + 1000);
            }

            kernels.softmax(shares, 0, count, 0.5f);
            kernels.softmax(shifted, 0, count, 0.5f);

            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += at(shares, i);
                assertThat(at(shifted, i)).isCloseTo(at(shares, i), Offset.offset(1e-4f));
            }
            assertThat(sum).isCloseTo(1, Offset.offset(1e-5));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 72, 207})
    void normalisesLikeItsScalarTwin(int columns) {
        MemorySegment x = numbers(columns, 3);
        MemorySegment gain = numbers(columns, 1);
        MemorySegment bias = numbers(columns, 1);
        MemorySegment expected = room(columns);
        MemorySegment actual = room(columns);

        scalar.rmsNorm(x, 0, gain, 1e-5f, expected, 0, columns);
        vector.rmsNorm(x, 0, gain, 1e-5f, actual, 0, columns);
        assertClose(expected, actual, columns, 1e-5f);

        scalar.layerNorm(x, 0, gain, bias, 1e-6f, expected, 0, columns);
        vector.layerNorm(x, 0, gain, bias, 1e-6f, actual, 0, columns);
        assertClose(expected, actual, columns, 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 32, 36, 64})
    void rotatesLikeItsScalarTwin(int half) {
        MemorySegment x = numbers(2 * half, 1);
        MemorySegment table = numbers(2 * half, 1);
        MemorySegment expected = room(2 * half);
        MemorySegment actual = room(2 * half);

        scalar.rotate(x, 0, table, 0, expected, 0, half);
        vector.rotate(x, 0, table, 0, actual, 0, half);

        assertClose(expected, actual, 2 * half, 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 12, 13, 29})
    void multipliesManyRowsByAPanel(int rows) {
        int columns = 37;
        int whole = Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
        MemorySegment x = numbers(rows * (columns + 2), 1);
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            for (int outputs = kernels.lanes(); outputs <= kernels.panelRows(); outputs += kernels.lanes()) {
                int width = kernels.panelRows();
                MemorySegment w = numbers(columns * width, 1);
                MemorySegment sums = numbers(whole * outputs, 1);
                MemorySegment before = copy(sums, whole * outputs);

                kernels.tiles(rows, columns, outputs, w, 0, array(x), 0, columns + 2, sums, 0, 4L * outputs);

                for (int i = 0; i < rows * outputs; i++) {
                    double sum = at(before, i);
                    for (int k = 0; k < columns; k++) {
                        sum += (double) at(x, i / outputs * (columns + 2) + k) * at(w, k * width + i % outputs);
                    }
                    assertThat((double) at(sums, i))
                            .as("sum %d of %d", i, outputs)
                            .isCloseTo(sum, Offset.offset(1e-4));
                }
            }
        }
    }

    @Test
    void copiesAndAddsRowsLikeItsScalarTwin() {
        MemorySegment a = numbers(3 * 23, 1);
        MemorySegment b = numbers(3 * 21, 1);
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            MemorySegment copied = room(3 * 20);
            MemorySegment repeated = room(3 * 20);
            MemorySegment added = room(3 * 20);

            kernels.copyRows(3, 19, a, 0, 4 * 23, copied, 0, 4 * 20);
            kernels.copyRows(3, 19, a, 8, 0, repeated, 0, 4 * 20);
            kernels.addScaledRows(3, 19, a, 0, 4 * 23, b, 0, 4 * 21, 0.5f, added, 0, 4 * 20);

            for (int t = 0; t < 3; t++) {
                for (int i = 0; i < 19; i++) {
                    assertThat(at(copied, t * 20 + i)).isEqualTo(at(a, t * 23 + i));
                    assertThat(at(repeated, t * 20 + i)).isEqualTo(at(a, 2 + i));
                    assertThat(at(added, t * 20 + i))
                            .isCloseTo(at(a, t * 23 + i) + 0.5f * at(b, t * 21 + i), Offset.offset(1e-6f));
                }
                assertThat(at(copied, t * 20 + 19)).isZero();
            }
        }
    }

    @Test
    void widensEveryHalfExactly() {
        int count = 1 << 16;
        MemorySegment halves = ARENA.allocate(2L * count);
        for (int i = 0; i < count; i++) {
            halves.set(JAVA_SHORT_UNALIGNED, 2L * i, (short) i);
        }
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            MemorySegment widened = room(count);

            kernels.widenHalves(halves, 0, widened, 0, count);

            for (int i = 0; i < count; i++) {
                float expected = Float.float16ToFloat((short) i);
                assertThat(Float.isNaN(expected) ? Float.isNaN(at(widened, i)) : at(widened, i) == expected)
                        .as("half %x", i)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "BF16", "Q8_0"})
    void multipliesPackedPanelsByOneRowAndByMany(DType type) {
        int rows = 70;
        int columns = 77;
        int padded = 96;
        float[] weights = new float[rows * columns];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) random.nextGaussian();
        }
        MemorySegment stored = MemorySegment.ofArray(weights);
        MemorySegment x = room(7 * padded);
        for (int t = 0; t < 7; t++) {
            MemorySegment.copy(numbers(columns, 1), 0, x, 4L * t * padded, 4L * columns);
        }
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            int width = kernels.panelRows();
            var layout = new PanelLayout(kernels.lanes(), width);
            long panelBytes = layout.panelBytes(type, columns);
            int panels = Math.ceilDiv(rows, width);
            var matrix =
                    new PackedMatrix(type, rows, columns, width, panelBytes, ARENA.allocate(panels * panelBytes, 64));
            var packer = new MatrixPacker(layout, kernels.nibbles(), DType.F32, stored, matrix);
            double bound = type == DType.F32 ? 1e-4 : 0.3;
            for (int panel = 0; panel < panels; panel++) {
                packer.pack(panel);
                MemorySegment one = room(width);
                MemorySegment many = room(Kernels.TILE_ROWS * width);
                MemorySegment widened = room(width * padded);

                kernels.dot(matrix, panel, x, 0, one, 0);
                kernels.widen(matrix, panel, 0, 64, widened);
                kernels.tile(5, 64, widened, 0, array(x), 0, padded, many, 0, 4L * width);
                kernels.widen(matrix, panel, 64, columns - 64, widened);
                kernels.tile(5, columns - 64, widened, 0, array(x), 64, padded, many, 0, 4L * width);

                for (int r = 0; r < matrix.rowsIn(panel); r++) {
                    for (int t = 0; t < 5; t++) {
                        double sum = 0;
                        for (int k = 0; k < columns; k++) {
                            sum += (double) at(x, t * padded + k) * weights[(panel * width + r) * columns + k];
                        }
                        assertThat((double) at(many, t * width + r)).isCloseTo(sum, Offset.offset(bound));
                    }
                    assertThat(at(one, r)).isCloseTo(at(many, r), Offset.offset(1e-4f));
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = DType.class,
            names = {"F32", "F16", "BF16"})
    void keepsInfinitiesAndNaNOfAMatrix(DType type) {
        int rows = 5;
        int columns = 3;
        float[] weights = {
            1, 2, 3, Float.POSITIVE_INFINITY, 1, 1, 1, Float.NaN, 1, 65504, 0, 0, 1, 1, Float.NEGATIVE_INFINITY
        };
        MemorySegment x = room(columns);
        for (int k = 0; k < columns; k++) {
            x.set(JAVA_FLOAT_UNALIGNED, 4L * k, 1);
        }
        for (Kernels kernels : new Kernels[] {scalar, vector}) {
            var layout = new PanelLayout(kernels.lanes(), kernels.panelRows());
            long panelBytes = layout.panelBytes(type, columns);
            var matrix = new PackedMatrix(
                    type, rows, columns, kernels.panelRows(), panelBytes, ARENA.allocate(panelBytes, 64));
            new MatrixPacker(layout, kernels.nibbles(), DType.F32, MemorySegment.ofArray(weights), matrix).pack(0);
            MemorySegment sums = room(kernels.panelRows());

            kernels.dot(matrix, 0, x, 0, sums, 0);

            assertThat(at(sums, 0)).isEqualTo(6);
            assertThat(at(sums, 1)).isEqualTo(Float.POSITIVE_INFINITY);
            assertThat(at(sums, 2)).isNaN();
            assertThat(at(sums, 3)).isCloseTo(65504, Offset.offset(40f));
            assertThat(at(sums, 4)).isEqualTo(Float.NEGATIVE_INFINITY);
        }
    }

    private static double exact(Activation activation, double x) {
        return switch (activation) {
            case NONE -> x;
            case SILU -> x / (1 + Math.exp(-x));
            case GELU_TANH -> x * 0.5 * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x)));
            case GELU_ERF -> x * 0.5 * (1 + erf(x / Math.sqrt(2)));
        };
    }

    private static double erf(double x) {
        if (Math.abs(x) > 6) {
            return Math.signum(x);
        }
        double term = x;
        double sum = x;
        for (int n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
            term *= 2 * x * x / (2 * n + 1);
            sum += term;
        }
        return 2 / Math.sqrt(Math.PI) * Math.exp(-x * x) * sum;
    }

    private MemorySegment numbers(int count, double deviation) {
        MemorySegment segment = room(count);
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) (random.nextGaussian() * deviation));
        }
        return segment;
    }

    private static float[] array(MemorySegment segment) {
        return segment.toArray(JAVA_FLOAT_UNALIGNED);
    }

    private static MemorySegment room(int count) {
        return ARENA.allocate(4L * count, 64);
    }

    private static MemorySegment copy(MemorySegment from, int count) {
        return room(count).copyFrom(from);
    }

    private static float at(MemorySegment segment, int i) {
        return segment.get(JAVA_FLOAT_UNALIGNED, 4L * i);
    }

    private static void assertClose(MemorySegment expected, MemorySegment actual, int count, float bound) {
        for (int i = 0; i < count; i++) {
            assertThat(at(actual, i)).as("number %d", i).isCloseTo(at(expected, i), Offset.offset(bound));
        }
    }
}

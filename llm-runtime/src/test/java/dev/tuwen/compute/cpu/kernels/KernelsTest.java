package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.KernelSets;
import dev.tuwen.compute.cpu.driver.MachineCode;
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

    private final KernelSet scalar = KernelSets.scalar();
    private final KernelSet vector = KernelSets.vector(MachineCode.forThisProcessor());
    private final KernelSet[] both = {scalar, vector};
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
        for (KernelSet kernels : both) {
            MemorySegment sum = space(count);
            MemorySegment product = space(count);
            MemorySegment scaled = space(count);
            MemorySegment added = space(count);

            kernels.elements().add(row(a), row(b), row(sum), 1, count);
            kernels.elements().multiply(row(a), row(b), row(product), 1, count);
            kernels.elements().scale(row(a), 0.3f, row(scaled), 1, count);
            kernels.elements().addScaled(row(a), row(b), 0.3f, row(added), 1, count);

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
        for (KernelSet kernels : both) {
            MemorySegment x = space(count);
            for (int i = 0; i < count; i++) {
                x.set(JAVA_FLOAT_UNALIGNED, 4L * i, (i - 20_000) / 1000f);
            }

            kernels.elements().activate(activation, row(x), 1, count);

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
        for (KernelSet kernels : both) {
            MemorySegment probabilities = copy(x, count);
            MemorySegment shifted = space(count);
            for (int i = 0; i < count; i++) {
                shifted.set(JAVA_FLOAT_UNALIGNED, 4L * i, at(x, i) + 1000);
            }

            kernels.attention().softmax(probabilities, 0, count, 0.5f);
            kernels.attention().softmax(shifted, 0, count, 0.5f);

            double sum = 0;
            for (int i = 0; i < count; i++) {
                sum += at(probabilities, i);
                assertThat(at(shifted, i)).isCloseTo(at(probabilities, i), Offset.offset(1e-4f));
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
        MemorySegment expected = space(columns);
        MemorySegment actual = space(columns);

        scalar.elements().rmsNorm(row(x), gain, 1e-5f, row(expected), 1, columns);
        vector.elements().rmsNorm(row(x), gain, 1e-5f, row(actual), 1, columns);
        assertClose(expected, actual, columns, 1e-5f);

        scalar.elements().layerNorm(row(x), gain, bias, 1e-6f, row(expected), 1, columns);
        vector.elements().layerNorm(row(x), gain, bias, 1e-6f, row(actual), 1, columns);
        assertClose(expected, actual, columns, 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 32, 36, 64})
    void rotatesLikeItsScalarTwin(int half) {
        MemorySegment x = numbers(2 * half, 1);
        MemorySegment table = numbers(2 * half, 1);
        MemorySegment expected = space(2 * half);
        MemorySegment actual = space(2 * half);

        scalar.elements().rotate(row(x), row(table), row(expected), 1, half);
        vector.elements().rotate(row(x), row(table), row(actual), 1, half);

        assertClose(expected, actual, 2 * half, 1e-5f);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 12, 13, 29})
    void multipliesManyRowsByAPanel(int rows) {
        int columns = 37;
        int whole = Math.ceilDiv(rows, LinearKernels.TILE_ROWS) * LinearKernels.TILE_ROWS;
        MemorySegment x = numbers(rows * (columns + 2), 1);
        for (KernelSet kernels : both) {
            int width = kernels.linear().panelRows();
            int lanes = kernels.linear().lanes();
            for (int outputs = lanes; outputs <= width; outputs += lanes) {
                MemorySegment w = numbers(columns * width, 1);
                MemorySegment sums = numbers(whole * outputs, 1);
                MemorySegment before = copy(sums, whole * outputs);

                var activations = new ArrayView(array(x), 0, columns + 2, rows);
                kernels.linear().tiles(columns, outputs, View.of(w, width), activations, View.of(sums, outputs));

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
        for (KernelSet kernels : both) {
            MemorySegment copied = space(3 * 20);
            MemorySegment repeated = space(3 * 20);
            MemorySegment added = space(3 * 20);

            kernels.elements().copy(View.of(a, 23), View.of(copied, 20), 3, 19);
            kernels.elements().copy(View.ofRow(a, 8), View.of(repeated, 20), 3, 19);
            kernels.elements().addScaled(View.of(a, 23), View.of(b, 21), 0.5f, View.of(added, 20), 3, 19);

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
        for (KernelSet kernels : both) {
            MemorySegment widened = space(count);

            kernels.attention().widenHalves(halves, 0, widened, 0, count);

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
        MemorySegment x = space(7 * padded);
        for (int t = 0; t < 7; t++) {
            MemorySegment.copy(numbers(columns, 1), 0, x, 4L * t * padded, 4L * columns);
        }
        for (KernelSet kernels : both) {
            LinearKernels linear = kernels.linear();
            int width = linear.panelRows();
            var layout = new PanelLayout(linear.lanes(), width);
            long panelBytes = layout.panelBytes(type, columns);
            int panels = Math.ceilDiv(rows, width);
            var matrix =
                    new PackedMatrix(type, rows, columns, width, panelBytes, ARENA.allocate(panels * panelBytes, 64));
            var packer = new MatrixPacker(layout, kernels.quantized(), DType.F32, stored, matrix);
            double bound = type == DType.F32 ? 1e-4 : 0.3;
            for (int panel = 0; panel < panels; panel++) {
                packer.pack(panel);
                MemorySegment one = space(width);
                MemorySegment many = space(LinearKernels.TILE_ROWS * width);
                MemorySegment widened = space(width * padded);

                linear.dot(matrix, panel, x, 0, one, 0);
                for (int k = 0; k < columns; k += 64) {
                    int count = Math.min(64, columns - k);
                    var activations = new ArrayView(array(x), k, padded, 5);
                    linear.widen(matrix, panel, k, count, widened);
                    linear.tiles(count, width, View.of(widened, width), activations, View.of(many, width));
                }

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
        MemorySegment x = space(columns);
        for (int k = 0; k < columns; k++) {
            x.set(JAVA_FLOAT_UNALIGNED, 4L * k, 1);
        }
        for (KernelSet kernels : both) {
            LinearKernels linear = kernels.linear();
            var layout = new PanelLayout(linear.lanes(), linear.panelRows());
            long panelBytes = layout.panelBytes(type, columns);
            var matrix = new PackedMatrix(
                    type, rows, columns, linear.panelRows(), panelBytes, ARENA.allocate(panelBytes, 64));
            new MatrixPacker(layout, kernels.quantized(), DType.F32, MemorySegment.ofArray(weights), matrix).pack(0);
            MemorySegment sums = space(linear.panelRows());

            linear.dot(matrix, 0, x, 0, sums, 0);

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
        MemorySegment segment = space(count);
        for (int i = 0; i < count; i++) {
            segment.set(JAVA_FLOAT_UNALIGNED, 4L * i, (float) (random.nextGaussian() * deviation));
        }
        return segment;
    }

    private static View row(MemorySegment segment) {
        return View.ofRow(segment, 0);
    }

    private static float[] array(MemorySegment segment) {
        return segment.toArray(JAVA_FLOAT_UNALIGNED);
    }

    private static MemorySegment space(int count) {
        return ARENA.allocate(4L * count, 64);
    }

    private static MemorySegment copy(MemorySegment from, int count) {
        return space(count).copyFrom(from);
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

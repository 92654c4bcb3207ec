package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.machine.MachineBf16Split;
import dev.tuwen.compute.cpu.machine.MachineRounded;
import dev.tuwen.compute.cpu.scalar.ScalarQuantizedLinear;
import dev.tuwen.compute.cpu.vector.VectorLinear;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Products of many rows with matrices of 16 bits in the processor's own code, where this one has some.
class ReducedLinearKernelsTest {
    private static final Arena ARENA = Arena.ofShared();
    private static final int ROWS = 64;
    private static final int OUTPUTS = 64;

    /// Kernels, and the panels they are for.
    private record Candidate(
            MachineCode code, ReducedLinearKernels reduced, LinearKernels kernels, PanelLayout layout) {
        String name() {
            return code.name();
        }

        static Candidate of(MachineCode code) {
            ReducedLinearKernels reduced = code.splits() ? new MachineBf16Split(code) : new MachineRounded(code);
            int panelRows = code.lanes() == 16 ? 64 : 16;
            var kernels = new VectorLinear();
            return new Candidate(code, reduced, kernels, new PanelLayout(code.lanes(), panelRows));
        }
    }

    /// What `Tolerances` allows projections with matrices of 16 bits.
    private static final double BOUND = 1e-8;

    private final List<Candidate> all =
            MachineCode.forThisProcessor().stream().map(Candidate::of).toList();
    private final Random random = new Random(16);

    @BeforeEach
    void needsMachineCode() {
        assumeThat(all).isNotEmpty();
    }

    @AfterAll
    static void free() {
        ARENA.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 32, 48, 64, 80, 96, 112, 128})
    void multipliesWithinTheBoundOfTheType(int columns) {
        for (DType type : List.of(DType.F16, DType.BF16)) {
            float[] weights = rounded(type, numbers(OUTPUTS * columns));
            // Some rows are large, some small, and columns differ by a thousand.
            float[] x = numbers(ROWS * columns);
            for (int i = 0; i < x.length; i++) {
                x[i] *= (float) (Math.exp(i / columns - 30) * (i % 7 == 0 ? 30 : 1));
            }
            for (Candidate kernels : all) {
                if (columns % kernels.reduced.columnMultiple() == 0) {
                    assertThat(worst(product(kernels, type, weights, x, columns), Numbers.product(weights, x, columns)))
                            .as("%s, %s", kernels.name(), type)
                            .isLessThan(BOUND);
                }
            }
        }
    }

    /// The largest sums of a block there can be: all products of one sign, or all in one column.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void holdsTheLargestSumsOfABlock(boolean alike) {
        int columns = 64;
        var weights = new float[OUTPUTS * columns];
        var x = new float[ROWS * columns];
        for (int k = 0; k < (alike ? columns : 1); k++) {
            for (int i = 0; i < OUTPUTS; i++) {
                weights[i * columns + k] = -60000;
                x[i * columns + k] = 1e6f;
            }
        }
        for (Candidate kernels : all) {
            float[] expected = Numbers.product(weights, x, columns);

            assertThat(worst(product(kernels, DType.F16, weights, x, columns), expected))
                    .as(kernels.name())
                    .isLessThan(BOUND);
        }
    }

    @Test
    void keepsZerosAndNaN() {
        int columns = 64;
        float[] weights = numbers(OUTPUTS * columns);
        var x = new float[ROWS * columns];
        x[5 * columns + 3] = Float.NaN;
        for (Candidate kernels : all) {
            float[] sums = product(kernels, DType.F16, weights, x, columns);

            assertThat(Arrays.copyOfRange(sums, 5 * OUTPUTS, 6 * OUTPUTS)).containsOnly(Float.NaN);
            assertThat(Arrays.copyOf(sums, 5 * OUTPUTS)).containsOnly(0);
            assertThat(Arrays.copyOfRange(sums, 6 * OUTPUTS, sums.length)).containsOnly(0);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {32, 64, 2304})
    void multipliesASingleRowByPanelsOfEightBits(int columns) {
        float[] weights = Numbers.stored(DType.Q8_0, numbers(OUTPUTS * columns), columns);
        float[] x = Arrays.copyOf(numbers(columns), ROWS * columns);
        float[] expected = Numbers.product(weights, x, columns);
        for (Candidate kernels : all) {
            PackedMatrix matrix = packed(kernels, DType.Q8_0, weights, columns);
            MemorySegment sums = ARENA.allocate(4L * OUTPUTS, 64);

            for (int panel = 0; panel < matrix.panels(); panel++) {
                kernels.code
                        .q8()
                        .dot(
                                matrix.memory().asSlice(matrix.panelOffset(panel)),
                                MemorySegment.ofArray(x),
                                sums.asSlice(4L * panel * matrix.panelRows()),
                                columns / 32);
            }

            for (int o = 0; o < OUTPUTS; o++) {
                assertThat(sums.getAtIndex(JAVA_FLOAT_UNALIGNED, o))
                        .as("%s, output %d", kernels.name(), o)
                        .isCloseTo(expected[o], Offset.offset(1e-6f * (10 + columns)));
            }
        }
    }

    private static PackedMatrix packed(Candidate candidate, DType type, float[] weights, int columns) {
        int panelRows = candidate.layout.panelRows();
        long panelBytes = candidate.layout.panelBytes(type, columns);
        int panels = OUTPUTS / panelRows;
        var matrix = new PackedMatrix(
                type, OUTPUTS, columns, panelRows, panelBytes, ARENA.allocate(panels * panelBytes, 64));
        var packer = new MatrixPacker(
                candidate.layout, new ScalarQuantizedLinear(), DType.F32, MemorySegment.ofArray(weights), matrix);
        for (int panel = 0; panel < panels; panel++) {
            packer.pack(panel);
        }
        return matrix;
    }

    private float[] product(Candidate candidate, DType type, float[] weights, float[] x, int columns) {
        ReducedLinearKernels reduced = candidate.reduced;
        int panelRows = candidate.layout.panelRows();
        PackedMatrix matrix = packed(candidate, type, weights, columns);
        MemorySegment rows = ARENA.allocate(4L * ROWS * columns, 64);
        MemorySegment w = ARENA.allocate(4L * panelRows * columns, 64);
        MemorySegment widened = ARENA.allocate(4L * panelRows * columns, 64);
        MemorySegment sums = ARENA.allocate(4L * ROWS * OUTPUTS, 64);
        reduced.reduceRows(ROWS, columns, View.of(MemorySegment.ofArray(x), columns), rows);
        for (int panel = 0; panel < matrix.panels(); panel++) {
            reduced.reducePanel(candidate.kernels, matrix, panel, 0, columns, widened, w);
            View to = View.of(sums, OUTPUTS).from(0, panel * panelRows);
            reduced.multiply(ROWS, columns, panelRows, rows, w, to);
        }
        return sums.toArray(JAVA_FLOAT_UNALIGNED);
    }

    /// The largest normalised squared error of a row.
    private static double worst(float[] actual, float[] expected) {
        double worst = 0;
        for (int t = 0; t < ROWS; t++) {
            double difference = 0;
            double size = 0;
            for (int i = t * OUTPUTS; i < (t + 1) * OUTPUTS; i++) {
                difference += Math.pow((double) actual[i] - expected[i], 2);
                size += Math.pow(expected[i], 2);
            }
            worst = Math.max(worst, difference / size);
        }
        return worst;
    }

    private static float[] rounded(DType type, float[] numbers) {
        var result = new float[numbers.length];
        for (int i = 0; i < numbers.length; i++) {
            int bits = Float.floatToIntBits(numbers[i]);
            result[i] = type == DType.F16
                    ? Float.float16ToFloat(Float.floatToFloat16(numbers[i]))
                    : Float.intBitsToFloat(bits & 0xffff0000);
        }
        return result;
    }

    private float[] numbers(int count) {
        return Numbers.normal(random, count);
    }
}

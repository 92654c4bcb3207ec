package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.machine.MachineQuantizedLinear;
import dev.tuwen.compute.cpu.scalar.ScalarQuantizedLinear;
import dev.tuwen.compute.cpu.vector.VectorConstants;
import dev.tuwen.compute.cpu.vector.VectorQuantizedLinear;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The kernels for Q4_0 against their scalar twin, and all against what they are to compute.
class QuantizedLinearKernelsTest {
    private static final Arena ARENA = Arena.ofShared();
    private static final int OUTPUTS = 70;

    private final QuantizedLinearKernels vector = new VectorQuantizedLinear();
    private final List<QuantizedLinearKernels> machine = MachineCode.forThisProcessor().stream()
            .<QuantizedLinearKernels>map(MachineQuantizedLinear::new)
            .toList();
    private final List<QuantizedLinearKernels> all = Stream.concat(
                    Stream.of(new ScalarQuantizedLinear(), vector), machine.stream())
            .toList();
    private final Random random = new Random(78);

    @AfterAll
    static void free() {
        ARENA.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 31, 32, 77, 588, 4304})
    void multipliesEightBitRowsByFourBitPanels(int columns) {
        float[] weights = quantized(columns);
        for (int rows : new int[] {1, 2, 4, 5, 8, 9, 13, 41}) {
            float[] x = numbers(rows * columns);
            float[] expected = Numbers.product(weights, eightBits(x, columns), columns);

            for (QuantizedLinearKernels kernels : all) {
                float[] actual = product(kernels, weights, x, rows, columns);

                assertClose(actual, expected, columns);
            }
        }
    }

    /// What is stored, whatever its bits, from memory that is not the heap's.
    @ParameterizedTest
    @ValueSource(ints = {32, 64, 2304})
    void packsWholePanelsAsEveryProcessorDoes(int columns) {
        for (QuantizedLinearKernels kernels : machine) {
            int panelRows = kernels.panelRows();
            var stored = new byte[Math.toIntExact(DType.Q4_0.byteSize(2L * panelRows, columns))];
            random.nextBytes(stored);
            MemorySegment rows = ARENA.allocate(stored.length);
            MemorySegment.copy(stored, 0, rows, JAVA_BYTE, 0, stored.length);
            var layout = new PanelLayout(kernels.lanes(), panelRows);
            int panelBytes = Math.toIntExact(layout.panelBytes(DType.Q4_0, columns));
            MemorySegment panels = ARENA.allocate(2L * panelBytes);
            var matrix = new PackedMatrix(DType.Q4_0, 2 * panelRows, columns, panelRows, panelBytes, panels);
            var expected = new byte[2 * panelBytes];
            var block = new BlockPacker(layout, DType.Q4_0, panelRows);

            for (int panel = 0; panel < 2; panel++) {
                new MatrixPacker(layout, kernels, DType.Q4_0, rows, matrix).pack(panel);
                block.pack(
                        rows,
                        panel * DType.Q4_0.byteSize(panelRows, columns),
                        DType.Q4_0.rowBytes(columns),
                        columns / 32,
                        MemorySegment.ofArray(expected),
                        panel * (long) panelBytes);
            }

            assertThat(panels.toArray(JAVA_BYTE)).isEqualTo(expected);
        }
    }

    @Test
    void givesARowTheSameSumsAloneAndAmongOthers() {
        int columns = 224;
        float[] weights = quantized(columns);
        float[] x = numbers(13 * columns);
        for (QuantizedLinearKernels kernels : all) {
            float[] together = product(kernels, weights, x, 13, columns);

            for (int t = 0; t < 13; t++) {
                float[] row = Arrays.copyOfRange(x, t * columns, (t + 1) * columns);
                float[] alone = product(kernels, weights, row, 1, columns);

                assertThat(alone).isEqualTo(Arrays.copyOfRange(together, t * OUTPUTS, (t + 1) * OUTPUTS));
            }
        }
    }

    @Test
    void holdsTheLargestSumsOfABlockInSixteenBits() {
        float[] weights = new float[OUTPUTS * 32];
        Arrays.fill(weights, -8);
        float[] x = new float[2 * 32];
        Arrays.fill(x, 0, 32, 127);
        Arrays.fill(x, 32, 64, -127);
        for (QuantizedLinearKernels kernels : all) {
            float[] sums = product(kernels, weights, x, 2, 32);

            assertThat(Arrays.copyOf(sums, OUTPUTS)).containsOnly(-32 * 8 * 127);
            assertThat(Arrays.copyOfRange(sums, OUTPUTS, 2 * OUTPUTS)).containsOnly(32 * 8 * 127);
        }
    }

    @Test
    void keepsZeroRowsAndRowsTooSmallForAScaleAtZero() {
        float[] weights = quantized(64);
        float[] x = new float[2 * 64];
        Arrays.fill(x, 64, 128, Float.MIN_VALUE);
        for (QuantizedLinearKernels kernels : all) {
            assertThat(product(kernels, weights, x, 2, 64)).containsOnly(0);
        }
    }

    @Test
    void keepsNaN() {
        float[] weights = quantized(64);
        float[] x = numbers(64);
        x[40] = Float.NaN;
        for (QuantizedLinearKernels kernels : all) {
            assertThat(product(kernels, weights, x, 1, 64)).containsOnly(Float.NaN);
        }
    }

    @Test
    void givesTheSameNumbersInTheCodeOfTheProcessorAsInVectors() {
        assumeThat(VectorConstants.name())
                .as("vectors multiply and add at once")
                .doesNotContain("without FMA");
        for (int columns : new int[] {32, 77, 2304}) {
            float[] weights = quantized(columns);
            for (int rows : new int[] {1, 2, 6, 7, 16, 17, 48, 77}) {
                float[] x = numbers(rows * columns);
                float[] expected = product(vector, weights, x, rows, columns);

                for (QuantizedLinearKernels kernels : machine) {
                    assertThat(product(kernels, weights, x, rows, columns)).isEqualTo(expected);
                }
            }
        }
    }

    private static float[] product(QuantizedLinearKernels kernels, float[] weights, float[] x, int rows, int columns) {
        PackedMatrix matrix = packed(kernels, weights, columns);
        var workspace = QuantizedRows.Workspace.of(QuantizedRows.numbers(rows, columns, kernels.tileRows()), rows);
        var quantized = new QuantizedRows(rows, columns, kernels.tileRows(), workspace);
        MemorySegment numbers = ARENA.allocate(4L * x.length + 1024, 64).fill((byte) -1);
        MemorySegment.copy(x, 0, numbers, JAVA_FLOAT_UNALIGNED, 0, x.length);
        for (int t = 0; t < rows; t += kernels.tileRows()) {
            kernels.quantize(View.of(numbers, columns).from(t), quantized, t);
        }
        int width = kernels.panelRows();
        MemorySegment sums = ARENA.allocate(4L * rows * width + 4, 64).fill((byte) -1);
        QuantizedScratch scratch = kernels.newScratch();
        var result = new float[rows * OUTPUTS];
        for (int panel = 0; panel < matrix.panels(); panel++) {
            if (rows == 1) {
                kernels.dot(matrix, panel, quantized, sums, 0);
            } else {
                int half = Math.min(rows, kernels.tileRows());
                kernels.multiply(matrix, panel, quantized, 0, half, scratch, sums);
                if (half < rows) {
                    MemorySegment rest = sums.asSlice(4L * half * width, 4L * (rows - half) * width);
                    MemorySegment others = ARENA.allocate(4L * rows * width, 64);
                    kernels.multiply(matrix, panel, quantized, half, rows - half, scratch, others);
                    rest.copyFrom(others.asSlice(0, rest.byteSize()));
                }
            }
            for (int t = 0; t < rows; t++) {
                for (int r = 0; r < matrix.rowsIn(panel); r++) {
                    result[t * OUTPUTS + panel * width + r] = sums.get(JAVA_FLOAT_UNALIGNED, 4L * (t * width + r));
                }
            }
        }
        return result;
    }

    private static PackedMatrix packed(QuantizedLinearKernels kernels, float[] weights, int columns) {
        int width = kernels.panelRows();
        var layout = new PanelLayout(kernels.lanes(), width);
        long panelBytes = layout.panelBytes(DType.Q4_0, columns);
        int panels = Math.ceilDiv(OUTPUTS, width);
        MemorySegment memory = ARENA.allocate(panels * panelBytes, 64);
        var matrix = new PackedMatrix(DType.Q4_0, OUTPUTS, columns, width, panelBytes, memory);
        var packer = new MatrixPacker(layout, kernels, DType.F32, MemorySegment.ofArray(weights), matrix);
        for (int panel = 0; panel < panels; panel++) {
            packer.pack(panel);
        }
        return matrix;
    }

    /// Rows rounded so that the largest number of a block of 32 is 127.
    private static float[] eightBits(float[] rows, int columns) {
        var result = new float[rows.length];
        for (int i = 0; i < rows.length; i++) {
            int begin = i / columns * columns + i % columns / 32 * 32;
            int end = Math.min(begin + 32, i / columns * columns + columns);
            float largest = 0;
            for (int k = begin; k < end; k++) {
                largest = Math.max(largest, Math.abs(rows[k]));
            }
            result[i] = (float) Math.rint(rows[i] * (127 / largest)) * (largest / 127);
        }
        return result;
    }

    private float[] quantized(int columns) {
        return Numbers.stored(DType.Q4_0, numbers(OUTPUTS * columns), columns);
    }

    private float[] numbers(int count) {
        return Numbers.normal(random, count);
    }

    private static void assertClose(float[] actual, float[] expected, int columns) {
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual[i]).as("number %d", i).isCloseTo(expected[i], Offset.offset(1e-6f * (10 + columns)));
        }
    }
}

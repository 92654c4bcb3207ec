package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.ReducedLinearKernels;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The three projections. A chunk is a few panels of the matrix and a block of rows: the rows of a block are read from
/// the second cache for all panels but the first, and their sums stay there until they are finished and stored.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
record LinearStep(KernelSet kernels, Rows result, Rows x, PackedMatrix matrix, Finish finish) implements Step {
    /// Rows of activations of a chunk, a multiple of [LinearKernels#TILE_ROWS]: a widened panel is used this often.
    private static final int BLOCK_ROWS = 256;

    /// Columns of a panel that are multiplied with all rows of a chunk before the next: 32 KiB of F32 in a panel of 64
    /// rows.
    private static final int BLOCK_COLUMNS = 128;

    /// Output rows of a chunk of many rows.
    private static final int BLOCK_OUTPUTS = 128;

    /// The same where activations are reduced first, which is done for each chunk.
    private static final int REDUCED_OUTPUTS = 512;

    /// Output rows of a chunk of one row: several panels where they are narrow, so that taking chunks costs little.
    private static final int CHUNK_OUTPUTS = 64;

    /// What one chunk works on.
    ///
    /// @param firstPanel of the matrix
    /// @param panels number of panels
    /// @param firstRow of the activations
    /// @param rows number of rows
    private record Block(int firstPanel, int panels, int firstRow, int rows) {}

    @Override
    public int chunks(CpuRun run) {
        return Math.ceilDiv(matrix.panels(), panelsPerChunk()) * rowBlocks();
    }

    private int panelsPerChunk() {
        int outputs = x.rows() == 1 ? CHUNK_OUTPUTS : reduced(matrix) == null ? BLOCK_OUTPUTS : REDUCED_OUTPUTS;
        return Math.max(1, outputs / kernels.linear().panelRows());
    }

    /// Numbers stay whole for two projections that are multiplied with each other, which doubles what reducing costs in
    /// accuracy.
    private @Nullable ReducedLinearKernels reduced(PackedMatrix weights) {
        boolean whole = finish instanceof Finish.Gate || x.rows() < ReducedLinearKernels.MULTIPLE;
        return whole ? null : kernels.reduced(weights.type());
    }

    private int rowBlocks() {
        return Math.ceilDiv(x.rows(), BLOCK_ROWS);
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int firstRow = chunk % rowBlocks() * BLOCK_ROWS;
        int first = chunk / rowBlocks() * panelsPerChunk();
        var block = new Block(
                first,
                Math.min(matrix.panels() - first, panelsPerChunk()),
                firstRow,
                Math.min(BLOCK_ROWS, x.rows() - firstRow));
        MemorySegment sums = multiply(matrix, block, scratch, Scratch.Purpose.SUMS, run);
        MemorySegment more = finish instanceof Finish.Gate gate
                ? multiply(gate.up(), block, scratch, Scratch.Purpose.MORE_SUMS, run)
                : sums;
        int width = matrix.panelRows();
        for (int i = 0; i < block.panels && !run.cancelled(); i++) {
            int panel = first + i;
            var region = new Finish.Region(firstRow, block.rows, panel * width, matrix.rowsIn(panel));
            finish.store(kernels.elements(), sums(sums, block, i), sums(more, block, i), result, region);
        }
    }

    /// Bytes from the sums of one panel to those of the next.
    private long sumsBytes(Block block) {
        return 4L * matrix.panelRows() * Math.ceilDiv(block.rows, LinearKernels.TILE_ROWS) * LinearKernels.TILE_ROWS;
    }

    /// The sums of the panel with a number in a block.
    private View sums(MemorySegment sums, Block block, int i) {
        return new View(sums, i * sumsBytes(block), 4L * matrix.panelRows());
    }

    /// The sums of a block: `[panels, rows, P]`, the bias included.
    private MemorySegment multiply(
            PackedMatrix weights, Block block, Scratch scratch, Scratch.Purpose purpose, CpuRun run) {
        MemorySegment sums = scratch.reserve(purpose, block.panels * sumsBytes(block));
        if (block.rows == 1) {
            for (int i = 0; i < block.panels && !run.cancelled(); i++) {
                dot(weights, block.firstPanel + i, block.firstRow, scratch, sums(sums, block, i));
            }
            return sums;
        }
        for (int i = 0; i < block.panels; i++) {
            begin(block.firstPanel + i, block.rows, sums(sums, block, i));
        }
        for (int k = 0; k < weights.columns() && !run.cancelled(); k += BLOCK_COLUMNS) {
            int columns = Math.min(BLOCK_COLUMNS, weights.columns() - k);
            ReducedLinearKernels reduced = reduced(weights);
            int whole = 0;
            if (reduced != null && columns % reduced.columnMultiple() == 0) {
                whole = block.rows - block.rows % ReducedLinearKernels.MULTIPLE;
                multiplyReduced(reduced, weights, block, whole, k, scratch, sums);
            }
            if (whole < block.rows) {
                multiplyTiles(weights, block, whole, k, scratch, sums);
            }
        }
        return sums;
    }

    /// Adds the products of the first rows with a few columns from `k` on, reduced.
    private void multiplyReduced(
            ReducedLinearKernels reduced,
            PackedMatrix weights,
            Block block,
            int rows,
            int k,
            Scratch scratch,
            MemorySegment sums) {
        int columns = Math.min(BLOCK_COLUMNS, weights.columns() - k);
        int width = weights.panelRows();
        MemorySegment activations = scratch.reserve(Scratch.Purpose.REDUCED_ROWS, 4L * BLOCK_ROWS * BLOCK_COLUMNS);
        MemorySegment widened = scratch.reserve(Scratch.Purpose.WIDENED, 4L * BLOCK_COLUMNS * width);
        MemorySegment panel = scratch.reserve(Scratch.Purpose.REDUCED_PANEL, 4L * BLOCK_COLUMNS * width);
        reduced.reduceRows(rows, columns, x.view(block.firstRow, k), activations);
        for (int i = 0; i < block.panels; i++) {
            reduced.reducePanel(kernels.linear(), weights, block.firstPanel + i, k, columns, widened, panel);
            reduced.multiply(rows, columns, width, activations, panel, sums(sums, block, i));
        }
    }

    /// Adds the products of the rows from `firstRow` of the block on with a few columns from `k` on, in F32.
    private void multiplyTiles(
            PackedMatrix weights, Block block, int firstRow, int k, Scratch scratch, MemorySegment sums) {
        int columns = Math.min(BLOCK_COLUMNS, weights.columns() - k);
        int width = weights.panelRows();
        MemorySegment widened = scratch.reserve(Scratch.Purpose.WIDENED, 4L * BLOCK_COLUMNS * width);
        ArrayView activations = activations(block.firstRow + firstRow, block.rows - firstRow, k, columns, scratch);
        for (int i = 0; i < block.panels; i++) {
            int panel = block.firstPanel + i;
            View w = new View(weights.memory(), weights.panelOffset(panel) + 4L * k * width, 4L * width);
            if (weights.type() != DType.F32) {
                w = View.of(widened, width);
                kernels.linear().widen(weights, panel, k, columns, widened);
            }
            kernels.linear()
                    .tiles(columns, width, w, activations, sums(sums, block, i).from(firstRow));
        }
    }

    /// Columns of some rows, one row after another.
    private ArrayView activations(int first, int rows, int k, int columns, Scratch scratch) {
        float[] numbers = scratch.numbers(rows * columns);
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(x.memory(), JAVA_FLOAT_UNALIGNED, x.at(first + t, k), numbers, t * columns, columns);
        }
        return new ArrayView(numbers, 0, columns, rows);
    }

    /// Sums begin with the bias, or with zero.
    private void begin(int panel, int rows, View sums) {
        int width = matrix.panelRows();
        MemorySegment bias = finish.bias();
        if (bias == null) {
            int padded = Math.ceilDiv(rows, LinearKernels.TILE_ROWS) * LinearKernels.TILE_ROWS;
            sums.memory().asSlice(sums.offset(), padded * sums.pitch()).fill((byte) 0);
        } else {
            kernels.elements().copy(View.ofRow(bias, 4L * panel * width), sums, rows, width);
        }
    }

    private void dot(PackedMatrix weights, int panel, int row, Scratch scratch, View sums) {
        MemorySegment from = x.memory();
        long fromOffset = x.at(row);
        int rest = weights.columns() % PanelLayout.BLOCK;
        if (weights.type().isQuantized() && rest != 0) {
            long padded = x.pitch() + 4L * (PanelLayout.BLOCK - rest);
            MemorySegment copy = scratch.reserve(Scratch.Purpose.ROW, padded);
            MemorySegment.copy(x.memory(), x.at(row), copy, 0, x.pitch());
            copy.asSlice(x.pitch(), padded - x.pitch()).fill((byte) 0);
            from = copy;
            fromOffset = 0;
        }
        scratch.reader().begin(weights, panel);
        kernels.linear().dot(weights, panel, from, fromOffset, sums.memory(), sums.offset());
        scratch.reader().end();
        MemorySegment bias = finish.bias();
        if (bias != null) {
            int width = weights.panelRows();
            kernels.elements().add(sums, View.ofRow(bias, 4L * panel * width), sums, 1, width);
        }
    }
}

package dev.tuwen.compute.cpu;

import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.ColumnGroups;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.kernels.LinearKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.QuantizedLinearKernels;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// The three projections with a matrix in Q4_0 and activations in eight bits. A chunk is one panel of the matrix and a
/// block of rows, whose sums stay in the worker's cache until they are finished and stored; or, for a single row, a few
/// panels, since reading ahead begins anew where a chunk does.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`, its columns permuted as those of the matrix
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
/// @param threads that share the chunks
record QuantizedLinearStep(
        KernelSet kernels, Rows result, QuantizedRows x, PackedMatrix matrix, Finish finish, int threads)
        implements Step {
    /// Output rows of a chunk of one row: three or six panels.
    private static final int MAXIMUM_OUTPUTS = 192;

    /// Chunk each thread takes at least, if there are enough panels: with fewer, threads wait for the last.
    private static final int CHUNK_PER_THREAD = 4;

    /// Whether the chunks of both steps may run at the same time: neither reads or writes what the other writes.
    boolean mayRunBeside(QuantizedLinearStep other) {
        return x == other.x
                && !(finish instanceof Finish.AddTo)
                && !(other.finish instanceof Finish.AddTo)
                && (end(result) <= other.result.offset() || end(other.result) <= result.offset());
    }

    private static long end(Rows rows) {
        return rows.at(rows.rows());
    }

    private int rowBlocks() {
        return Math.ceilDiv(x.rows(), QuantizedLinearKernels.BLOCK_ROWS);
    }

    private int panelsPerChunk() {
        int maximum = Math.max(1, MAXIMUM_OUTPUTS / matrix.panelRows());
        return x.rows() > 1 ? 1 : Math.clamp(matrix.panels() / (CHUNK_PER_THREAD * threads), 1, maximum);
    }

    @Override
    public int chunks(CpuRun run) {
        return Math.ceilDiv(matrix.panels(), panelsPerChunk()) * rowBlocks();
    }

    @Override
    public void chunk(int chunk, Scratch scratch, CpuRun run) {
        int panel = chunk / rowBlocks() * panelsPerChunk();
        int panels = Math.min(panelsPerChunk(), matrix.panels() - panel);
        int firstRow = chunk % rowBlocks() * QuantizedLinearKernels.BLOCK_ROWS;
        int rows = Math.min(QuantizedLinearKernels.BLOCK_ROWS, x.rows() - firstRow);
        MemorySegment sums = multiply(matrix, panel, panels, firstRow, rows, scratch, Scratch.Purpose.SUMS);
        MemorySegment more = finish instanceof Finish.Gate gate
                ? multiply(gate.up(), panel, panels, firstRow, rows, scratch, Scratch.Purpose.MORE_SUMS)
                : sums;
        int column = panel * matrix.panelRows();
        int width = panels * matrix.panelRows();
        View view = View.of(sums, width);
        MemorySegment bias = finish.bias();
        if (bias != null) {
            kernels.elements().add(view, View.ofRow(bias, 4L * column), view, rows, width);
        }
        int valid = width - matrix.panelRows() + matrix.rowsIn(panel + panels - 1);
        var region = new Finish.Region(firstRow, rows, column, valid);
        finish.store(kernels.elements(), view, View.of(more, width), result, region);
    }

    /// Sums of one panel, `[rows, P]`, or those of a few panels for a single row.
    private MemorySegment multiply(
            PackedMatrix weights,
            int panel,
            int panels,
            int firstRow,
            int rows,
            Scratch scratch,
            Scratch.Purpose purpose) {
        int width = weights.panelRows();
        int padded = Math.ceilDiv(rows, LinearKernels.TILE_ROWS) * LinearKernels.TILE_ROWS;
        MemorySegment sums = scratch.reserve(purpose, 4L * padded * panels * width + 4);
        QuantizedLinearKernels quantized = kernels.quantized();
        if (x.rows() > 1) {
            quantized.multiply(weights, panel, x, firstRow, rows, scratch.quantized(quantized), sums);
        } else {
            for (int i = 0; i < panels; i++) {
                dot(weights, panel + i, scratch.reader(), sums, 4L * i * width);
            }
        }
        ColumnGroups groups = weights.columnGroups();
        if (groups != null) {
            int count = groups.groupCount();
            var groupSums = new ArrayView(scratch.numbers(rows * count), 0, count, rows);
            for (int i = 0; i < panels; i++) {
                MemorySegment to = sums.asSlice(4L * i * width);
                groups.add(kernels.linear(), weights, panel + i, x, firstRow, groupSums, to);
            }
        }
        return sums;
    }

    private void dot(PackedMatrix weights, int panel, PanelReader reader, MemorySegment sums, long offset) {
        QuantizedLinearKernels quantized = kernels.quantized();
        if (quantized.fetchesAhead()) {
            quantized.dot(weights, panel, x, sums, offset);
        } else {
            reader.begin(weights, panel);
            quantized.dot(weights, panel, x, sums, offset);
            reader.end();
        }
    }
}

package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.LinearStep.Finish;
import dev.tuwen.compute.cpu.kernels.Grouping;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.QuantizedRows;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The three projections with a matrix in Q4_0 and activations in eight bits. A piece is one panel of the matrix and a
/// block of rows, whose sums stay in the worker's cache until they are finished and stored; or, for a single row, a few
/// panels, since reading ahead begins anew where a piece does.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`, its columns in the order of the matrix
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
/// @param threads that share the pieces
record QuantizedLinearStep(
        Kernels kernels, Rows result, QuantizedRows x, PackedMatrix matrix, Finish finish, int threads)
        implements Step {
    /// Output rows of a piece of one row: three or six panels.
    private static final int MOST_OUTPUTS = 192;

    /// Pieces each thread takes at least, if there are enough panels: with fewer, threads wait for the last.
    private static final int PIECES_PER_THREAD = 4;

    /// Whether the pieces of both steps may run at the same time: neither reads or writes what the other writes.
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
        return Math.ceilDiv(x.rows(), NibbleKernels.BLOCK_ROWS);
    }

    private int panelsPerPiece() {
        int most = Math.max(1, MOST_OUTPUTS / matrix.panelRows());
        return x.rows() > 1 ? 1 : Math.clamp(matrix.panels() / (PIECES_PER_THREAD * threads), 1, most);
    }

    @Override
    public int pieces(CpuRun run) {
        return Math.ceilDiv(matrix.panels(), panelsPerPiece()) * rowBlocks();
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int panel = piece / rowBlocks() * panelsPerPiece();
        int panels = Math.min(panelsPerPiece(), matrix.panels() - panel);
        int firstRow = piece % rowBlocks() * NibbleKernels.BLOCK_ROWS;
        int rows = Math.min(NibbleKernels.BLOCK_ROWS, x.rows() - firstRow);
        MemorySegment sums = multiply(matrix, panel, panels, firstRow, rows, scratch, Scratch.Purpose.SUMS);
        int column = panel * matrix.panelRows();
        int width = panels * matrix.panelRows();
        int valid = width - matrix.panelRows() + matrix.rowsIn(panel + panels - 1);
        long pitch = 4L * width;
        long to = result.at(firstRow, column);
        switch (finish) {
            case Finish.Activate(MemorySegment bias, Activation activation) -> {
                addBias(bias, column, width, rows, sums);
                if (activation != Activation.NONE) {
                    kernels.activate(activation, sums, 0, rows * width);
                }
                kernels.copyRows(rows, valid, sums, 0, pitch, result.memory(), to, result.pitch());
            }
            case Finish.AddTo(MemorySegment bias, Rows residual, float scale) -> {
                addBias(bias, column, width, rows, sums);
                kernels.addScaledRows(
                        rows,
                        valid,
                        residual.memory(),
                        residual.at(firstRow, column),
                        residual.pitch(),
                        sums,
                        0,
                        pitch,
                        scale,
                        result.memory(),
                        to,
                        result.pitch());
            }
            case Finish.Gate(PackedMatrix up, Activation activation) -> {
                MemorySegment more = multiply(up, panel, panels, firstRow, rows, scratch, Scratch.Purpose.MORE_SUMS);
                kernels.activate(activation, sums, 0, rows * width);
                kernels.multiply(sums, 0, more, 0, sums, 0, rows * width);
                kernels.copyRows(rows, valid, sums, 0, pitch, result.memory(), to, result.pitch());
            }
        }
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
        int room = Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
        MemorySegment sums = scratch.reserve(purpose, 4L * room * panels * width + 4);
        NibbleKernels nibbles = kernels.nibbles();
        if (x.rows() > 1) {
            nibbles.multiply(weights, panel, x, firstRow, rows, scratch.nibbles(nibbles), sums);
        } else {
            for (int i = 0; i < panels; i++) {
                dot(nibbles, weights, panel + i, scratch.reader(), sums, 4L * i * width);
            }
        }
        Grouping grouping = weights.grouping();
        if (grouping != null) {
            float[] groups = scratch.numbers(grouping.roomSize(rows));
            for (int i = 0; i < panels; i++) {
                grouping.add(kernels, weights, panel + i, x, firstRow, rows, groups, sums.asSlice(4L * i * width));
            }
        }
        return sums;
    }

    private void dot(
            NibbleKernels nibbles,
            PackedMatrix weights,
            int panel,
            PanelReader reader,
            MemorySegment sums,
            long offset) {
        if (nibbles.fetchesAhead()) {
            nibbles.dot(weights, panel, x, sums, offset);
        } else {
            reader.begin(weights, panel);
            nibbles.dot(weights, panel, x, sums, offset);
            reader.end();
        }
    }

    private void addBias(@Nullable MemorySegment bias, int column, int width, int rows, MemorySegment sums) {
        if (bias == null) {
            return;
        }
        for (int t = 0; t < rows; t++) {
            kernels.add(sums, 4L * t * width, bias, 4L * column, sums, 4L * t * width, width);
        }
    }
}

package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The three projections. A piece is one panel of the matrix and a block of rows; its sums stay in the worker's cache
/// until they are finished and stored.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
record LinearStep(Kernels kernels, Rows result, Rows x, PackedMatrix matrix, Finish finish) implements Step {
    /// Rows of activations of a piece, a multiple of [Kernels#TILE_ROWS]: a widened panel is used this often.
    private static final int BLOCK_ROWS = 96;

    /// Columns of a panel that are multiplied with all rows of a piece before the next: 64 KiB of F32 in a panel of 64
    /// rows.
    private static final int BLOCK_COLUMNS = 256;

    /// Output rows below which several panels make one piece, so that taking pieces costs little.
    private static final int PIECE_OUTPUTS = 64;

    /// What happens to the sums.
    sealed interface Finish {
        /// `activation(sums + bias)`.
        ///
        /// @param bias padded to whole panels, or null
        /// @param activation applied last
        record Activate(@Nullable MemorySegment bias, Activation activation) implements Finish {}

        /// `residual + scale · (sums + bias)`.
        ///
        /// @param bias padded to whole panels, or null
        /// @param residual `[T, O]`
        /// @param scale factor
        record AddTo(@Nullable MemorySegment bias, Rows residual, float scale) implements Finish {}

        /// `activation(sums) ⊙ (x · Uᵀ)`.
        ///
        /// @param up `[O, I]`
        /// @param activation of the gate
        record Gate(PackedMatrix up, Activation activation) implements Finish {}
    }

    @Override
    public int pieces(CpuRun run) {
        return Math.ceilDiv(matrix.panels(), panelsPerPiece()) * rowBlocks();
    }

    private int panelsPerPiece() {
        return Math.max(1, PIECE_OUTPUTS / kernels.panelRows());
    }

    private int rowBlocks() {
        return Math.ceilDiv(x.rows(), BLOCK_ROWS);
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int firstRow = piece % rowBlocks() * BLOCK_ROWS;
        int rows = Math.min(BLOCK_ROWS, x.rows() - firstRow);
        int firstPanel = piece / rowBlocks() * panelsPerPiece();
        int end = Math.min(matrix.panels(), firstPanel + panelsPerPiece());
        for (int panel = firstPanel; panel < end && !run.cancelled(); panel++) {
            MemorySegment sums = multiply(matrix, panel, firstRow, rows, scratch, Scratch.Purpose.SUMS, run);
            finish(panel, firstRow, rows, sums, scratch, run);
            store(panel, firstRow, rows, sums);
        }
    }

    private MemorySegment multiply(
            PackedMatrix weights,
            int panel,
            int firstRow,
            int rows,
            Scratch scratch,
            Scratch.Purpose purpose,
            CpuRun run) {
        long sumsPitch = 4L * weights.panelRows();
        int tiles = Math.ceilDiv(rows, Kernels.TILE_ROWS);
        MemorySegment sums = scratch.reserve(purpose, sumsPitch * tiles * Kernels.TILE_ROWS);
        if (rows == 1) {
            dot(weights, panel, firstRow, scratch, sums);
            return sums;
        }
        sums.asSlice(0, sumsPitch * tiles * Kernels.TILE_ROWS).fill((byte) 0);
        int columns = weights.columns();
        for (int k = 0; k < columns && !run.cancelled(); k += BLOCK_COLUMNS) {
            int count = Math.min(BLOCK_COLUMNS, columns - k);
            MemorySegment w = weights.memory();
            long wOffset = weights.panelOffset(panel) + k * sumsPitch;
            if (weights.type() != DType.F32) {
                w = scratch.reserve(Scratch.Purpose.WIDENED, BLOCK_COLUMNS * sumsPitch);
                wOffset = 0;
                kernels.widen(weights, panel, k, count, w);
            }
            for (int t = 0; t < rows; t += Kernels.TILE_ROWS) {
                int tileRows = Math.min(Kernels.TILE_ROWS, rows - t);
                long xOffset = x.at(firstRow + t, k);
                kernels.tile(
                        tileRows, count, w, wOffset, x.memory(), xOffset, x.pitch(), sums, t * sumsPitch, sumsPitch);
            }
        }
        return sums;
    }

    private void dot(PackedMatrix weights, int panel, int row, Scratch scratch, MemorySegment sums) {
        int rest = weights.columns() % PanelLayout.BLOCK;
        if (!weights.type().isQuantized() || rest == 0) {
            kernels.dot(weights, panel, x.memory(), x.at(row), sums, 0);
            return;
        }
        long padded = x.pitch() + 4L * (PanelLayout.BLOCK - rest);
        MemorySegment copy = scratch.reserve(Scratch.Purpose.ROW, padded);
        MemorySegment.copy(x.memory(), x.at(row), copy, 0, x.pitch());
        copy.asSlice(x.pitch(), padded - x.pitch()).fill((byte) 0);
        kernels.dot(weights, panel, copy, 0, sums, 0);
    }

    private void finish(int panel, int firstRow, int rows, MemorySegment sums, Scratch scratch, CpuRun run) {
        int width = matrix.panelRows();
        switch (finish) {
            case Finish.Activate(MemorySegment bias, Activation activation) -> {
                addBias(bias, panel, rows, sums);
                if (activation != Activation.NONE) {
                    kernels.activate(activation, sums, 0, rows * width);
                }
            }
            case Finish.AddTo(MemorySegment bias, Rows residual, float scale) -> {
                addBias(bias, panel, rows, sums);
                for (int t = 0; t < rows; t++) {
                    long row = 4L * t * width;
                    long other = residual.at(firstRow + t, panel * width);
                    kernels.addScaled(residual.memory(), other, sums, row, scale, sums, row, width);
                }
            }
            case Finish.Gate(PackedMatrix up, Activation activation) -> {
                MemorySegment more = multiply(up, panel, firstRow, rows, scratch, Scratch.Purpose.MORE_SUMS, run);
                kernels.activate(activation, sums, 0, rows * width);
                kernels.multiply(sums, 0, more, 0, sums, 0, rows * width);
            }
        }
    }

    private void addBias(@Nullable MemorySegment bias, int panel, int rows, MemorySegment sums) {
        if (bias == null) {
            return;
        }
        int width = matrix.panelRows();
        for (int t = 0; t < rows; t++) {
            kernels.add(sums, 4L * t * width, bias, 4L * panel * width, sums, 4L * t * width, width);
        }
    }

    private void store(int panel, int firstRow, int rows, MemorySegment sums) {
        int width = matrix.panelRows();
        long valid = 4L * matrix.rowsIn(panel);
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(sums, 4L * t * width, result.memory(), result.at(firstRow + t, panel * width), valid);
        }
    }
}

package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.kernels.HalfKernels;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// The three projections. A piece is a few panels of the matrix and a block of rows: the rows of a block are read from
/// the second cache for all panels but the first, and their sums stay there until they are finished and stored.
///
/// @param kernels the arithmetic
/// @param result `[T, O]`
/// @param x `[T, I]`
/// @param matrix `[O, I]`
/// @param finish what happens to the sums
record LinearStep(Kernels kernels, Rows result, Rows x, PackedMatrix matrix, Finish finish) implements Step {
    /// Rows of activations of a piece, a multiple of [Kernels#TILE_ROWS]: a widened panel is used this often.
    private static final int BLOCK_ROWS = 256;

    /// Columns of a panel that are multiplied with all rows of a piece before the next: 32 KiB of F32 in a panel of 64
    /// rows.
    private static final int BLOCK_COLUMNS = 128;

    /// Output rows of a piece of many rows.
    private static final int BLOCK_OUTPUTS = 128;

    /// The same where activations are taken apart first, which is done for each piece.
    private static final int SPLIT_OUTPUTS = 512;

    /// Output rows of a piece of one row: several panels where they are narrow, so that taking pieces costs little.
    private static final int PIECE_OUTPUTS = 64;

    private static final float[] NONE = {};

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
        int outputs = x.rows() == 1 ? PIECE_OUTPUTS : split(matrix) == null ? BLOCK_OUTPUTS : SPLIT_OUTPUTS;
        return Math.max(1, outputs / kernels.panelRows());
    }

    /// Numbers stay whole for two projections that are multiplied with each other, which doubles what taking apart
    /// costs in accuracy.
    private @Nullable HalfKernels split(PackedMatrix weights) {
        boolean whole = finish instanceof Finish.Gate || x.rows() < HalfKernels.MULTIPLE;
        return whole ? null : kernels.split(weights.type());
    }

    private int rowBlocks() {
        return Math.ceilDiv(x.rows(), BLOCK_ROWS);
    }

    @Override
    public void piece(int piece, Scratch scratch, CpuRun run) {
        int firstRow = piece % rowBlocks() * BLOCK_ROWS;
        int rows = Math.min(BLOCK_ROWS, x.rows() - firstRow);
        int first = piece / rowBlocks() * panelsPerPiece();
        int panels = Math.min(matrix.panels() - first, panelsPerPiece());
        MemorySegment sums = multiply(matrix, first, panels, firstRow, rows, scratch, Scratch.Purpose.SUMS, run);
        MemorySegment more = finish instanceof Finish.Gate(PackedMatrix up, Activation _)
                ? multiply(up, first, panels, firstRow, rows, scratch, Scratch.Purpose.MORE_SUMS, run)
                : sums;
        for (int i = 0; i < panels && !run.cancelled(); i++) {
            finish(first + i, firstRow, rows, sums, more, i * sumsBytes(rows));
        }
    }

    /// Bytes from the sums of one panel to those of the next.
    private long sumsBytes(int rows) {
        return 4L * matrix.panelRows() * Math.ceilDiv(rows, Kernels.TILE_ROWS) * Kernels.TILE_ROWS;
    }

    /// The sums of some panels: `[panels, rows, P]`, the bias included.
    private MemorySegment multiply(
            PackedMatrix weights,
            int first,
            int panels,
            int firstRow,
            int rows,
            Scratch scratch,
            Scratch.Purpose purpose,
            CpuRun run) {
        MemorySegment sums = scratch.reserve(purpose, panels * sumsBytes(rows));
        if (rows == 1) {
            for (int i = 0; i < panels && !run.cancelled(); i++) {
                dot(weights, first + i, firstRow, scratch, sums, i * sumsBytes(rows));
            }
            return sums;
        }
        int width = weights.panelRows();
        long pitch = 4L * width;
        for (int i = 0; i < panels; i++) {
            begin(first + i, rows, sums, i * sumsBytes(rows));
        }
        int columns = weights.columns();
        for (int k = 0; k < columns; k += BLOCK_COLUMNS) {
            int count = Math.min(BLOCK_COLUMNS, columns - k);
            HalfKernels split = split(weights);
            if (split != null && count % split.columnMultiple() != 0) {
                split = null;
            }
            int whole = split == null ? 0 : rows - rows % HalfKernels.MULTIPLE;
            MemorySegment widened = scratch.reserve(Scratch.Purpose.WIDENED, BLOCK_COLUMNS * pitch);
            if (split != null && whole > 0) {
                MemorySegment apart = apart(split, firstRow, whole, k, count, scratch);
                MemorySegment panel = scratch.reserve(Scratch.Purpose.SPLIT_PANEL, BLOCK_COLUMNS * pitch);
                for (int i = 0; i < panels && !run.cancelled(); i++) {
                    split.splitPanel(kernels, weights, first + i, k, count, widened, panel);
                    split.multiply(whole, count, width, apart, panel, sums, i * sumsBytes(rows), pitch);
                }
            }
            float[] rest = whole < rows ? rows(firstRow + whole, rows - whole, k, count, scratch) : NONE;
            for (int i = 0; i < panels && whole < rows && !run.cancelled(); i++) {
                MemorySegment w = weights.memory();
                long wOffset = weights.panelOffset(first + i) + k * pitch;
                if (weights.type() != DType.F32) {
                    w = widened;
                    wOffset = 0;
                    kernels.widen(weights, first + i, k, count, w);
                }
                kernels.tiles(
                        rows - whole,
                        count,
                        width,
                        w,
                        wOffset,
                        rest,
                        0,
                        count,
                        sums,
                        i * sumsBytes(rows) + whole * pitch,
                        pitch);
            }
        }
        return sums;
    }

    /// Columns of some rows, one row after another.
    private float[] rows(int first, int rows, int k, int columns, Scratch scratch) {
        float[] numbers = scratch.numbers(rows * columns);
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(x.memory(), JAVA_FLOAT_UNALIGNED, x.at(first + t, k), numbers, t * columns, columns);
        }
        return numbers;
    }

    private MemorySegment apart(HalfKernels split, int firstRow, int rows, int k, int count, Scratch scratch) {
        MemorySegment apart = scratch.reserve(Scratch.Purpose.SPLIT_ROWS, 4L * BLOCK_ROWS * BLOCK_COLUMNS);
        split.splitRows(rows, count, x.memory(), x.at(firstRow, k), x.pitch(), apart);
        return apart;
    }

    /// Sums begin with the bias, or with zero.
    private void begin(int panel, int rows, MemorySegment sums, long offset) {
        int width = matrix.panelRows();
        MemorySegment bias = bias();
        if (bias == null) {
            sums.asSlice(offset, sumsBytes(rows)).fill((byte) 0);
        } else {
            kernels.copyRows(rows, width, bias, 4L * panel * width, 0, sums, offset, 4L * width);
        }
    }

    private @Nullable MemorySegment bias() {
        return switch (finish) {
            case Finish.Activate(MemorySegment bias, Activation _) -> bias;
            case Finish.AddTo(MemorySegment bias, Rows _, float _) -> bias;
            case Finish.Gate _ -> null;
        };
    }

    private void dot(PackedMatrix weights, int panel, int row, Scratch scratch, MemorySegment sums, long offset) {
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
        kernels.dot(weights, panel, from, fromOffset, sums, offset);
        scratch.reader().end();
        MemorySegment bias = bias();
        if (bias != null) {
            int width = weights.panelRows();
            kernels.add(sums, offset, bias, 4L * panel * width, sums, offset, width);
        }
    }

    private void finish(int panel, int firstRow, int rows, MemorySegment sums, MemorySegment more, long offset) {
        int width = matrix.panelRows();
        int valid = matrix.rowsIn(panel);
        long pitch = 4L * width;
        long to = result.at(firstRow, panel * width);
        switch (finish) {
            case Finish.Activate(MemorySegment _, Activation activation) -> {
                if (activation != Activation.NONE) {
                    kernels.activate(activation, sums, offset, rows * width);
                }
                kernels.copyRows(rows, valid, sums, offset, pitch, result.memory(), to, result.pitch());
            }
            case Finish.AddTo(MemorySegment _, Rows residual, float scale) -> {
                long from = residual.at(firstRow, panel * width);
                kernels.addScaledRows(
                        rows,
                        valid,
                        residual.memory(),
                        from,
                        residual.pitch(),
                        sums,
                        offset,
                        pitch,
                        scale,
                        result.memory(),
                        to,
                        result.pitch());
            }
            case Finish.Gate(PackedMatrix _, Activation activation) -> {
                kernels.activate(activation, sums, offset, rows * width);
                kernels.multiply(sums, offset, more, offset, sums, offset, rows * width);
                kernels.copyRows(rows, valid, sums, offset, pitch, result.memory(), to, result.pitch());
            }
        }
    }
}

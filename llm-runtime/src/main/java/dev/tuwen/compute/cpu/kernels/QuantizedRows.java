package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/// Rows of activations in eight bits, in blocks of 32 columns with a common scale, as [QuantizedLinearKernels] read
/// them. Made by an executable, whose steps write and read it in turn.
///
/// Rows are grouped in tiles, so that the numbers of a column that are multiplied at once lie side by side: the first
/// tiles have [#tileRows] rows, the last one has 4 where no more are left, and a single row is a tile of its own. In a
/// tile of `W` rows the factor of column `c` and row `r` is at `c · W + r`.
///
/// A factor serves a nibble that was shifted to the low end of 16 bits with all its neighbours above it still there.
/// With nibbles `n`, `v = n₀ + 16 n₁ + 256 n₂ + 4096 n₃` and numbers `x` of four columns, modulo 2¹⁶
/// `n₀ x₀ + n₁ x₁ + n₂ x₂ + n₃ x₃ = v x₀ + (v ⋙ 4)(x₁ − 16 x₀) + (v ⋙ 8)(x₂ − 16 x₁) + (v ⋙ 12)(x₃ − 16 x₂)`.
/// So the factors are `x₀`, `x₁ − 16 x₀`, … Each is stored twice in an int, for pairs of 16-bit lanes.
///
/// A nibble is its weight plus 8; the sums of a block therefore start at `−8 Σ x`, stored twice as well. They need no
/// more than 16 bits: 32 · 8 · 127 = 32512.
public final class QuantizedRows {
    private static final int BLOCK = PanelLayout.BLOCK;
    private static final int SMALL_TILE = 4;
    private static final int LARGEST_TILE = 8;

    /// Largest numbers below this are taken for zero, so that no scale is lost to the limits of F32.
    private static final float SMALLEST = 1e-30f;

    /// Added to a small number and taken away again, leaves it rounded to an integer, ties to even.
    private static final float ROUNDER = 12582912;

    private final int rows;
    private final int columns;
    private final int tileRows;
    private final Workspace workspace;

    /// Memory for rows that are not needed at the same time. Not zeroed between uses.
    ///
    /// @param factors for each number
    /// @param starts for each block
    /// @param scales for each block
    /// @param staged twice 32 numbers for each row
    public record Workspace(int[] factors, int[] starts, float[] scales, int[] staged) {
        /// For the largest of some numbers of rows and columns.
        ///
        /// @param numbers product of rows and columns, both padded: see [QuantizedRows#numbers]
        /// @param rows the maximum
        public static Workspace of(int numbers, int rows) {
            int blocks = numbers / BLOCK;
            return new Workspace(
                    new int[numbers], new int[blocks], new float[blocks], new int[2 * BLOCK * (rows + LARGEST_TILE)]);
        }
    }

    /// @param tileRows 4 or a multiple of it
    /// @param workspace for at least [#numbers]
    public QuantizedRows(int rows, int columns, int tileRows, Workspace workspace) {
        this.rows = rows;
        this.columns = columns;
        this.tileRows = tileRows;
        this.workspace = workspace;
    }

    /// Numbers to make space for.
    public static int numbers(int rows, int columns, int tileRows) {
        return Math.multiplyExact(paddedRows(rows, tileRows), Math.ceilDiv(columns, BLOCK) * BLOCK);
    }

    private static int paddedRows(int rows, int tileRows) {
        if (rows == 1) {
            return 1;
        }
        int rest = rows % tileRows;
        return rows - rest + (rest == 0 ? 0 : rest <= SMALL_TILE ? SMALL_TILE : tileRows);
    }

    /// Number of rows, without padding.
    public int rows() {
        return rows;
    }

    /// Numbers of a row, without padding.
    public int columns() {
        return columns;
    }

    /// Blocks of a row.
    public int blocks() {
        return Math.ceilDiv(columns, BLOCK);
    }

    /// Rows of a whole tile.
    public int tileRows() {
        return tileRows;
    }

    /// Rows of the tile that begins at `firstRow`, padding included.
    public int tileRowsAt(int firstRow) {
        if (rows == 1) {
            return 1;
        }
        return rows - firstRow <= SMALL_TILE ? SMALL_TILE : tileRows;
    }

    /// The row after the tile that begins at `firstRow`, padding not counted.
    public int tileEnd(int firstRow) {
        return Math.min(rows, firstRow + tileRowsAt(firstRow));
    }

    /// See [QuantizedRows].
    public int[] factors() {
        return workspace.factors;
    }

    /// See [QuantizedRows].
    public int[] starts() {
        return workspace.starts;
    }

    /// What a block's integers are to be multiplied with.
    public float[] scales() {
        return workspace.scales;
    }

    /// Factors of one block of row `row`, from `32 · row` on, for whoever quantises it.
    public int[] staged() {
        return workspace.staged;
    }

    /// Index of the factors of a block of the tile that begins at `firstRow`.
    public int factorsAt(int firstRow, int block) {
        return firstRow * blocks() * BLOCK + block * BLOCK * tileRowsAt(firstRow);
    }

    /// Index of the start and of the scale of a row; those of the next rows follow.
    public int blockAt(int row, int block) {
        return block * paddedRows(rows, tileRows) + row;
    }

    /// Largest number of a block to the scale of its integers.
    public static float scale(float largest) {
        // Written so that NaN stays NaN.
        return largest < SMALLEST ? 0 : largest / 127;
    }

    /// Largest number of a block to the factor that makes its numbers integers.
    public static float inverse(float largest) {
        return largest < SMALLEST ? 0 : 127 / largest;
    }

    /// A scaled number as an integer.
    public static int round(float x) {
        return Float.floatToRawIntBits(x + ROUNDER) - Float.floatToRawIntBits(ROUNDER);
    }

    /// The factor of a number and of the one before it in its group of four columns, or 0.
    public static int factor(int number, int before) {
        return pair(number - 16 * before);
    }

    /// Where the sums of a block begin whose numbers have this sum.
    public static int start(int sum) {
        return pair(-8 * sum);
    }

    /// The sum of a block's numbers as they were rounded.
    float sum(int row, int block) {
        int at = blockAt(row, block);
        return (short) workspace.starts[at] / -8f * workspace.scales[at];
    }

    /// Rounds one block of a row, the plain way: for the last block of a row, which may be short, and for kernels in
    /// plain loops. Its factors are staged.
    ///
    /// @param x holds the row from byte `offset` on
    public void round(MemorySegment x, long offset, int row, int block) {
        int first = block * BLOCK;
        int count = Math.min(BLOCK, columns - first);
        float largest = 0;
        for (int k = 0; k < count; k++) {
            largest = Math.max(largest, Math.abs(x.get(JAVA_FLOAT_UNALIGNED, offset + 4L * (first + k))));
        }
        float inverse = inverse(largest);
        int sum = 0;
        int before = 0;
        for (int k = 0; k < BLOCK; k++) {
            float number = k < count ? x.get(JAVA_FLOAT_UNALIGNED, offset + 4L * (first + k)) : 0;
            int integer = round(number * inverse);
            workspace.staged[row * BLOCK + k] = factor(integer, k % 4 == 0 ? 0 : before);
            sum += integer;
            before = integer;
        }
        workspace.starts[blockAt(row, block)] = start(sum);
        workspace.scales[blockAt(row, block)] = scale(largest);
    }

    /// The low 16 bits, twice.
    private static int pair(int x) {
        return (x & 0xffff) * 0x10001;
    }

    /// Puts a block of the tile that begins at `firstRow` in place, once its factors are staged. They are
    /// brought into order there and copied as a whole: other processors have just read what they replace, and a line of
    /// the cache is taken back from them much sooner if it is written at once than if it is written number by number.
    public void put(int firstRow, int block) {
        int[] staged = workspace.staged;
        int width = tileRowsAt(firstRow);
        int from = firstRow * BLOCK;
        if (width > 1) {
            int to = staged.length / 2 + from;
            for (int r = 0; r < tileEnd(firstRow) - firstRow; r++) {
                for (int k = 0; k < BLOCK; k++) {
                    staged[to + k * width + r] = staged[from + r * BLOCK + k];
                }
            }
            from = to;
        }
        System.arraycopy(staged, from, workspace.factors, factorsAt(firstRow, block), BLOCK * width);
    }
}

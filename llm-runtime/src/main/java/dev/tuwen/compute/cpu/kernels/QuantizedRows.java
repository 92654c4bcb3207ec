package dev.tuwen.compute.cpu.kernels;

/// Rows of activations in eight bits, in blocks of 32 columns with a common scale, as [NibbleKernels] read them. Made
/// by an executable, whose steps write and read it in turn.
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
    private final Room room;

    /// Memory for rows that are not needed at the same time. Not zeroed between uses.
    ///
    /// @param factors for each number
    /// @param starts for each block
    /// @param scales for each block
    /// @param workspace twice 32 numbers for each row
    public record Room(int[] factors, int[] starts, float[] scales, int[] workspace) {
        /// Room for the largest of some numbers of rows and columns.
        ///
        /// @param numbers product of rows and columns, both padded: see [QuantizedRows#numbers]
        /// @param rows the most
        public static Room of(int numbers, int rows) {
            int blocks = numbers / BLOCK;
            return new Room(
                    new int[numbers], new int[blocks], new float[blocks], new int[2 * BLOCK * (rows + LARGEST_TILE)]);
        }
    }

    /// @param tileRows 4 or a multiple of it
    /// @param room at least [#numbers]
    public QuantizedRows(int rows, int columns, int tileRows, Room room) {
        this.rows = rows;
        this.columns = columns;
        this.tileRows = tileRows;
        this.room = room;
    }

    /// Numbers to make room for.
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
        return room.factors;
    }

    /// See [QuantizedRows].
    public int[] starts() {
        return room.starts;
    }

    /// What a block's integers are to be multiplied with.
    public float[] scales() {
        return room.scales;
    }

    /// Factors of one block of row `row`, from `32 · row` on, for whoever quantises it.
    public int[] workspace() {
        return room.workspace;
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
        return (short) room.starts[at] / -8f * room.scales[at];
    }

    /// The low 16 bits, twice.
    private static int pair(int x) {
        return (x & 0xffff) * 0x10001;
    }

    /// Puts a block of the tile that begins at `firstRow` in place, once its factors are in the workspace. They are
    /// brought into order there and copied as a whole: other processors have just read what they replace, and a line of
    /// the cache is taken back from them much sooner if it is written at once than if it is written number by number.
    public void put(int firstRow, int block) {
        int[] workspace = room.workspace;
        int width = tileRowsAt(firstRow);
        int from = firstRow * BLOCK;
        if (width > 1) {
            int to = workspace.length / 2 + from;
            for (int r = 0; r < tileEnd(firstRow) - firstRow; r++) {
                for (int k = 0; k < BLOCK; k++) {
                    workspace[to + k * width + r] = workspace[from + r * BLOCK + k];
                }
            }
            from = to;
        }
        System.arraycopy(workspace, from, room.factors, factorsAt(firstRow, block), BLOCK * width);
    }
}

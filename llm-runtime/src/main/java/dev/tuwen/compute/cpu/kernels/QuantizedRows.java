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
    /// @param workspace 32 numbers for each row
    public record Room(int[] factors, int[] starts, float[] scales, int[] workspace) {
        /// Room for the largest of some numbers of rows and columns.
        ///
        /// @param numbers product of rows and columns, both padded: see [QuantizedRows#numbers]
        /// @param rows the most
        public static Room of(int numbers, int rows) {
            int blocks = numbers / BLOCK;
            return new Room(new int[numbers], new int[blocks], new float[blocks], new int[BLOCK * rows]);
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

    /// 32 numbers for whoever quantises row `row`, from `32 · row` on.
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

    /// The low 16 bits, twice.
    public static int pair(int x) {
        return (x & 0xffff) | (x << 16);
    }

    /// Puts a block of a row in place.
    ///
    /// @param integers the row's 32 numbers, from `start` on
    public void put(int row, int block, int[] integers, int start, float scale) {
        int[] factors = room.factors;
        int firstRow = row / tileRows * tileRows;
        int width = tileRowsAt(firstRow);
        int at = factorsAt(firstRow, block) + row - firstRow;
        int sum = 0;
        for (int k = start; k < start + BLOCK; k += 4) {
            int x0 = integers[k];
            int x1 = integers[k + 1];
            int x2 = integers[k + 2];
            int x3 = integers[k + 3];
            factors[at] = pair(x0);
            factors[at + width] = pair(x1 - 16 * x0);
            factors[at + 2 * width] = pair(x2 - 16 * x1);
            factors[at + 3 * width] = pair(x3 - 16 * x2);
            sum += x0 + x1 + x2 + x3;
            at += 4 * width;
        }
        room.starts[blockAt(row, block)] = pair(-8 * sum);
        room.scales[blockAt(row, block)] = scale;
    }
}

package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.DType;

/// How the cached keys or values of one head lie in memory: a slab for each head, made of 32-bit words, so that
/// attention reads each slab from its beginning to its end.
///
/// A word holds one number of F32, two of F16 or four of Q8_0; which ones differs between keys and values. In Q8_0 each
/// 32 columns of a position have a scale in F16; the first scales of all positions follow the words of a slab, then the
/// second ones.
///
/// In F16, numbers beyond 65504 are stored as 65504 and NaN is not kept, so that kernels need not look for either.
///
/// Immutable; any thread.
public final class HeadLayout {
    /// What is stored.
    public enum Use {
        /// Positions across lanes, so that scores need no horizontal sums. The words of `lanes` positions make a block:
        /// word `j` of its position `l` is at `j · lanes + l`. With `n` numbers in a word it holds the columns `n · j`
        /// to `n · j + n − 1`.
        KEYS,
        /// Columns across lanes, so that weighted sums of needs none either. A position is a row of words; with `n`
        /// numbers in a word, word `g · lanes + l` holds the columns `(n · g + i) · lanes + l` for `i < n`.
        VALUES
    }

    /// Columns with a common scale.
    public static final int SCALED = 32;

    private final Use use;
    private final DType type;
    private final int lanes;
    private final int width;
    private final int perWord;
    private final int words;
    private final int scales;

    /// A layout.
    ///
    /// @param use keys or values
    /// @param type F32, F16 or Q8_0
    /// @param lanes lanes of a vector of F32
    /// @param width columns of a head
    public HeadLayout(Use use, DType type, int lanes, int width) {
        if (type != DType.F32 && type != DType.F16 && type != DType.Q8_0) {
            throw new IllegalArgumentException("keys and values cannot be " + type);
        }
        this.use = use;
        this.type = type;
        this.lanes = lanes;
        this.width = width;
        this.perWord = type == DType.F32 ? 1 : type == DType.F16 ? 2 : 4;
        int unit = (use == Use.KEYS ? 2 : lanes) * perWord;
        if (type == DType.Q8_0) {
            unit = Math.max(unit, SCALED);
        }
        int paddedWidth = Math.ceilDiv(width, unit) * unit;
        this.words = paddedWidth / perWord;
        this.scales = type == DType.Q8_0 ? paddedWidth / SCALED : 0;
    }

    /// Keys or values.
    Use use() {
        return use;
    }

    /// Lanes of a vector of F32.
    int lanes() {
        return lanes;
    }

    /// F32, F16 or Q8_0.
    public DType type() {
        return type;
    }

    /// Columns of a head.
    public int width() {
        return width;
    }

    /// Columns with padding: pairs of words for keys, whole vectors of words for values, whole blocks of Q8_0.
    public int paddedWidth() {
        return words * perWord;
    }

    /// Words of one position.
    public int words() {
        return words;
    }

    /// Scales of one position.
    public int scales() {
        return scales;
    }

    /// Positions with padding: whole blocks.
    public int paddedRows(int rows) {
        return Math.ceilDiv(rows, lanes) * lanes;
    }

    /// Bytes of a slab, a multiple of a cache line.
    public long slabBytes(int rows) {
        long bytes = (4L * words + 2L * scales) * paddedRows(rows);
        return bytes + 63 & -64L;
    }

    /// Byte where the first word of a position is, from the beginning of the slab.
    public long wordOffset(int position) {
        return use == Use.KEYS
                ? 4L * ((long) (position / lanes) * lanes * words + position % lanes)
                : 4L * words * position;
    }

    /// Byte of a scale, from the beginning of the slab.
    ///
    /// @param rows positions the slab has space for
    public long scaleOffset(int rows, int position, int scale) {
        return 4L * words * paddedRows(rows) + 2L * ((long) scale * paddedRows(rows) + position);
    }

    /// Bytes from word to word of a position.
    long wordPitch() {
        return use == Use.KEYS ? 4L * lanes : 4;
    }

    /// Byte of number `i` within its word.
    private int byteInWord(int i) {
        return type == DType.F16 ? 2 * i : type == DType.Q8_0 ? 3 - i : 0;
    }

    /// Columns that follow each other at one distance in memory.
    int runLength() {
        return use == Use.KEYS ? perWord : lanes;
    }

    int runs() {
        return Math.ceilDiv(width, runLength());
    }

    /// Byte of the first number of a run from the first word of its position.
    long runOffset(int run) {
        return use == Use.KEYS
                ? run * wordPitch() + byteInWord(0)
                : 4L * (run / perWord) * lanes + byteInWord(run % perWord);
    }

    /// Bytes from number to number of a run.
    long runPitch() {
        return use == Use.VALUES ? 4 : type == DType.Q8_0 ? -1 : 2;
    }
}

package dev.tuwen.compute;

/// Element types of values, buffers and weights, with the geometry of a block.
///
/// Plain types have blocks of one element. Quantised types follow the layouts of the GGUF format: a block holds
/// `blockElements` consecutive elements of one row in `blockBytes` bytes.
public enum DType {
    /// 32-bit IEEE float.
    F32(1, 4),
    /// 16-bit IEEE float.
    F16(1, 2),
    /// The upper half of a 32-bit float.
    BF16(1, 2),
    /// Signed 32-bit integer: token ids.
    I32(1, 4),
    /// 32 signed bytes and an F16 scale.
    Q8_0(32, 34),
    /// 32 nibbles and an F16 scale.
    Q4_0(32, 18),
    /// 32 nibbles, an F16 scale and an F16 minimum.
    Q4_1(32, 20),
    /// 32 five-bit values and an F16 scale.
    Q5_0(32, 22),
    /// 32 five-bit values, an F16 scale and an F16 minimum.
    Q5_1(32, 24),
    /// 256 nibbles with six-bit scales and minima for each 32.
    Q4_K(256, 144),
    /// 256 five-bit values with six-bit scales and minima for each 32.
    Q5_K(256, 176),
    /// 256 six-bit values with eight-bit scales for each 16.
    Q6_K(256, 210);

    private final int blockElements;
    private final int blockBytes;

    DType(int blockElements, int blockBytes) {
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
    }

    /// Elements in one block; 1 for plain types.
    public int blockElements() {
        return blockElements;
    }

    /// Bytes of one block.
    public int blockBytes() {
        return blockBytes;
    }

    /// Whether elements share a scale with their neighbours.
    public boolean isQuantized() {
        return blockElements > 1;
    }

    /// Bytes of one row of `columns` elements; the last block of a row may be partly filled.
    ///
    /// @throws ArithmeticException if the size does not fit in 63 bits
    public long rowBytes(long columns) {
        if (columns < 0) {
            throw new IllegalArgumentException("negative column count " + columns);
        }
        return Math.multiplyExact(Math.ceilDiv(columns, (long) blockElements), (long) blockBytes);
    }

    /// Bytes of `rows` rows of `columns` elements each.
    ///
    /// @throws ArithmeticException if the size does not fit in 63 bits
    public long byteSize(long rows, long columns) {
        if (rows < 0) {
            throw new IllegalArgumentException("negative row count " + rows);
        }
        return Math.multiplyExact(rows, rowBytes(columns));
    }
}

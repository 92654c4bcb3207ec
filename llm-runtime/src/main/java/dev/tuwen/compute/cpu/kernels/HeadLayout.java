package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// How the cached keys or values of one head lie in memory: a plane for each head, made of 32-bit words, so that
/// attention reads each plane from its beginning to its end.
///
/// A word holds one number of F32, two of F16 or four of Q8_0; which ones differs between keys and values. In Q8_0 each
/// 32 columns of a position have a scale in F16; the first scales of all positions follow the words of a plane, then
/// the second ones.
///
/// In F16, numbers beyond 65504 are stored as 65504 and NaN is not kept, so that kernels need not look for either.
///
///
/// Immutable; any thread.
public final class HeadLayout {
    /// What is stored.
    public enum Use {
        /// Positions across lanes, so that scores need no horizontal sums. The words of `lanes` positions make a block:
        /// word `j` of its position `l` is at `j · lanes + l`. With `n` numbers in a word it holds the columns `n · j`
        /// to `n · j + n − 1`.
        KEYS,
        /// Columns across lanes, so that mixing needs none either. A position is a row of words; with `n` numbers in a
        /// word, word `g · lanes + l` holds the columns `(n · g + i) · lanes + l` for `i < n`.
        VALUES
    }

    /// Columns with a common scale.
    public static final int SCALED = 32;

    /// The largest F16 number.
    private static final float LARGEST_HALF = 65504;

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

    /// Bytes of a plane, a multiple of a cache line.
    public long planeBytes(int rows) {
        long bytes = (4L * words + 2L * scales) * paddedRows(rows);
        return bytes + 63 & -64L;
    }

    /// Byte where the first word of a position is, from the beginning of the plane.
    public long wordOffset(int position) {
        return use == Use.KEYS
                ? 4L * ((long) (position / lanes) * lanes * words + position % lanes)
                : 4L * words * position;
    }

    /// Byte of a scale, from the beginning of the plane.
    ///
    /// @param rows positions the plane has room for
    public long scaleOffset(int rows, int position, int scale) {
        return 4L * words * paddedRows(rows) + 2L * ((long) scale * paddedRows(rows) + position);
    }

    /// Bytes from word to word of a position.
    private long wordPitch() {
        return use == Use.KEYS ? 4L * lanes : 4;
    }

    /// Byte of number `i` within its word.
    private int byteInWord(int i) {
        return type == DType.F16 ? 2 * i : type == DType.Q8_0 ? 3 - i : 0;
    }

    /// Stores a position of a head, rounded to the type.
    ///
    /// @param memory holds the plane from byte `plane` on
    /// @param rows positions the plane has room for
    /// @param from `width` F32 numbers
    public void write(MemorySegment memory, long plane, int rows, int position, MemorySegment from, long fromOffset) {
        if (type == DType.Q8_0) {
            for (int block = 0; block * SCALED < width; block++) {
                writeBlock(memory, plane, rows, position, block, from, fromOffset);
            }
            return;
        }
        long first = plane + wordOffset(position);
        if (type == DType.F16) {
            if (use == Use.KEYS) {
                writeHalfKeys(memory, first, from, fromOffset);
            } else {
                writeHalfValues(memory, first, from, fromOffset);
            }
            return;
        }
        for (int run = 0; run < runs(); run++) {
            long to = first + runOffset(run);
            int column = run * runLength();
            int count = Math.min(runLength(), width - column);
            writeNumbers(memory, to, from, fromOffset + 4L * column, count);
        }
    }

    private void writeNumbers(MemorySegment memory, long to, MemorySegment from, long fromOffset, int count) {
        long pitch = runPitch();
        for (int i = 0; i < count; i++) {
            memory.set(JAVA_FLOAT_UNALIGNED, to + i * pitch, from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * i));
        }
    }

    /// Two numbers at once, which share a word.
    private void writeHalfValues(MemorySegment memory, long first, MemorySegment from, long fromOffset) {
        for (int column = 0; column < width; column += 2 * lanes) {
            int pairs = Math.clamp(width - column - lanes, 0, lanes);
            int count = Math.min(lanes, width - column);
            long to = first + 2L * column;
            for (int i = 0; i < pairs; i++) {
                long at = fromOffset + 4L * (column + i);
                int low = half(from.get(JAVA_FLOAT_UNALIGNED, at)) & 0xffff;
                int high = half(from.get(JAVA_FLOAT_UNALIGNED, at + 4L * lanes));
                memory.set(JAVA_INT_UNALIGNED, to + 4L * i, low | high << 16);
            }
            for (int i = pairs; i < count; i++) {
                float value = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * (column + i));
                memory.set(JAVA_SHORT_UNALIGNED, to + 4L * i, half(value));
            }
        }
    }

    /// Written for each token, so that a run of two numbers at a time would cost more than the numbers.
    private void writeHalfKeys(MemorySegment memory, long first, MemorySegment from, long fromOffset) {
        long pitch = wordPitch();
        for (int c = 0; c < width; c++) {
            float value = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * c);
            memory.set(JAVA_SHORT_UNALIGNED, first + (c >> 1) * pitch + 2L * (c & 1), half(value));
        }
    }

    private static short half(float value) {
        return Float.floatToFloat16(Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, value)));
    }

    /// As [dev.tuwen.quantization.Q8_0] encodes a block; what is beyond the width counts as zero.
    private void writeBlock(
            MemorySegment memory, long plane, int rows, int position, int block, MemorySegment from, long fromOffset) {
        int end = Math.min(width, (block + 1) * SCALED);
        float largest = 0;
        for (int c = block * SCALED; c < end; c++) {
            largest = Math.max(largest, Math.abs(from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * c)));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        memory.set(
                JAVA_SHORT_UNALIGNED,
                plane + scaleOffset(rows, position, block),
                Float.floatToFloat16(Math.min(scale, LARGEST_HALF)));
        long first = plane + wordOffset(position);
        int length = Math.min(runLength(), SCALED);
        for (int column = block * SCALED; column < end; column += length) {
            long to = first + runOffset(column / runLength());
            int count = Math.min(length, end - column);
            for (int i = 0; i < count; i++) {
                float x = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * (column + i)) * inverse;
                memory.set(JAVA_BYTE, to + i * runPitch(), (byte) (x < 0 ? x - 0.5 : x + 0.5));
            }
        }
    }

    /// Columns that follow each other at one distance in memory.
    private int runLength() {
        return use == Use.KEYS ? perWord : lanes;
    }

    private int runs() {
        return Math.ceilDiv(width, runLength());
    }

    /// Byte of the first number of a run from the first word of its position.
    private long runOffset(int run) {
        return use == Use.KEYS
                ? run * wordPitch() + byteInWord(0)
                : 4L * (run / perWord) * lanes + byteInWord(run % perWord);
    }

    /// Bytes from number to number of a run.
    private long runPitch() {
        return use == Use.VALUES ? 4 : type == DType.Q8_0 ? -1 : 2;
    }

    /// One number of a position of a head.
    public float read(MemorySegment memory, long plane, int rows, int position, int column) {
        long offset =
                plane + wordOffset(position) + runOffset(column / runLength()) + column % runLength() * runPitch();
        return switch (type) {
            case F32 -> memory.get(JAVA_FLOAT_UNALIGNED, offset);
            case F16 -> Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, offset));
            default ->
                memory.get(JAVA_BYTE, offset)
                        * Float.float16ToFloat(
                                memory.get(JAVA_SHORT_UNALIGNED, plane + scaleOffset(rows, position, column / SCALED)));
        };
    }

    /// Reads a position of a head.
    ///
    /// @param to receives `width` F32 numbers
    public void read(MemorySegment memory, long plane, int rows, int position, MemorySegment to, long toOffset) {
        long first = plane + wordOffset(position);
        for (int run = 0; run < runs(); run++) {
            long from = first + runOffset(run);
            int column = run * runLength();
            int count = Math.min(runLength(), width - column);
            float scale = type == DType.Q8_0
                    ? Float.float16ToFloat(
                            memory.get(JAVA_SHORT_UNALIGNED, plane + scaleOffset(rows, position, column / SCALED)))
                    : 1;
            for (int i = 0; i < count; i++) {
                long offset = from + i * runPitch();
                float value = type == DType.F32
                        ? memory.get(JAVA_FLOAT_UNALIGNED, offset)
                        : type == DType.F16
                                ? Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, offset))
                                : scale * memory.get(JAVA_BYTE, offset);
                to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * (column + i), value);
            }
        }
    }

    /// Copies positions to the same positions of another plane of this layout, bit by bit.
    public void copy(
            MemorySegment from,
            long fromPlane,
            int fromRows,
            MemorySegment to,
            long toPlane,
            int toRows,
            int first,
            int count) {
        if (use == Use.VALUES) {
            MemorySegment.copy(
                    from, fromPlane + wordOffset(first), to, toPlane + wordOffset(first), 4L * words * count);
        } else {
            copyKeys(from, fromPlane, to, toPlane, first, first + count);
        }
        for (int scale = 0; scale < scales; scale++) {
            long source = fromPlane + scaleOffset(fromRows, first, scale);
            MemorySegment.copy(from, source, to, toPlane + scaleOffset(toRows, first, scale), 2L * count);
        }
    }

    private void copyKeys(MemorySegment from, long fromPlane, MemorySegment to, long toPlane, int first, int end) {
        for (int position = first; position < end; ) {
            long offset = wordOffset(position);
            if (position % lanes == 0 && position + lanes <= end) {
                MemorySegment.copy(from, fromPlane + offset, to, toPlane + offset, 4L * words * lanes);
                position += lanes;
            } else {
                for (int j = 0; j < words; j++) {
                    long word = offset + j * wordPitch();
                    to.set(JAVA_INT_UNALIGNED, toPlane + word, from.get(JAVA_INT_UNALIGNED, fromPlane + word));
                }
                position++;
            }
        }
    }
}

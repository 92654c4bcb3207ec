package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// The cached keys or values of one head: the slab of a key-value cache that a layout describes.
///
/// @param layout how positions lie in it
/// @param memory holds the slab; [AttentionKernels#AHEAD] bytes follow the last one
/// @param offset byte where it begins
/// @param rows positions it has space for
public record HeadSlab(HeadLayout layout, MemorySegment memory, long offset, int rows) {
    private static final int SCALED = HeadLayout.SCALED;

    /// The largest F16 number.
    private static final float LARGEST_HALF = 65504;

    /// Byte where the first word of a position is.
    public long wordOffset(int position) {
        return offset + layout.wordOffset(position);
    }

    /// Byte of a scale.
    public long scaleOffset(int position, int scale) {
        return offset + layout.scaleOffset(rows, position, scale);
    }

    /// Stores a position, rounded to the type.
    ///
    /// @param from as many F32 numbers as the head has columns
    public void write(int position, MemorySegment from, long fromOffset) {
        switch (layout.type()) {
            case Q8_0 -> {
                for (int block = 0; block * SCALED < layout.width(); block++) {
                    writeBlock(position, block, from, fromOffset);
                }
            }
            case F16 -> {
                if (layout.use() == HeadLayout.Use.KEYS) {
                    writeHalfKeys(wordOffset(position), from, fromOffset);
                } else {
                    writeHalfValues(wordOffset(position), from, fromOffset);
                }
            }
            default -> writeNumbers(wordOffset(position), from, fromOffset);
        }
    }

    private void writeNumbers(long first, MemorySegment from, long fromOffset) {
        long pitch = layout.runPitch();
        for (int run = 0; run < layout.runs(); run++) {
            long to = first + layout.runOffset(run);
            int column = run * layout.runLength();
            int count = Math.min(layout.runLength(), layout.width() - column);
            for (int i = 0; i < count; i++) {
                float value = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * (column + i));
                memory.set(JAVA_FLOAT_UNALIGNED, to + i * pitch, value);
            }
        }
    }

    /// Two numbers at once, which share a word.
    private void writeHalfValues(long first, MemorySegment from, long fromOffset) {
        int width = layout.width();
        int lanes = layout.lanes();
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
    private void writeHalfKeys(long first, MemorySegment from, long fromOffset) {
        int width = layout.width();
        long pitch = layout.wordPitch();
        for (int c = 0; c < width; c++) {
            float value = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * c);
            memory.set(JAVA_SHORT_UNALIGNED, first + (c >> 1) * pitch + 2L * (c & 1), half(value));
        }
    }

    private static short half(float value) {
        return Float.floatToFloat16(Math.max(-LARGEST_HALF, Math.min(LARGEST_HALF, value)));
    }

    /// As [dev.tuwen.quantization.Q8_0] encodes a block; what is beyond the width counts as zero.
    private void writeBlock(int position, int block, MemorySegment from, long fromOffset) {
        int end = Math.min(layout.width(), (block + 1) * SCALED);
        float largest = 0;
        for (int c = block * SCALED; c < end; c++) {
            largest = Math.max(largest, Math.abs(from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * c)));
        }
        float scale = largest / 127;
        float inverse = scale == 0 ? 0 : 1 / scale;
        short stored = Float.floatToFloat16(Math.min(scale, LARGEST_HALF));
        memory.set(JAVA_SHORT_UNALIGNED, scaleOffset(position, block), stored);
        long first = wordOffset(position);
        long pitch = layout.runPitch();
        int length = Math.min(layout.runLength(), SCALED);
        for (int column = block * SCALED; column < end; column += length) {
            long to = first + layout.runOffset(column / layout.runLength());
            int count = Math.min(length, end - column);
            for (int i = 0; i < count; i++) {
                float x = from.get(JAVA_FLOAT_UNALIGNED, fromOffset + 4L * (column + i)) * inverse;
                memory.set(JAVA_BYTE, to + i * pitch, (byte) (x < 0 ? x - 0.5 : x + 0.5));
            }
        }
    }

    /// One number of a position.
    public float read(int position, int column) {
        int length = layout.runLength();
        long at = wordOffset(position) + layout.runOffset(column / length) + column % length * layout.runPitch();
        return number(at, scale(position, column));
    }

    /// Reads a position.
    ///
    /// @param to receives as many F32 numbers as the head has columns
    public void read(int position, MemorySegment to, long toOffset) {
        long first = wordOffset(position);
        long pitch = layout.runPitch();
        for (int run = 0; run < layout.runs(); run++) {
            long from = first + layout.runOffset(run);
            int column = run * layout.runLength();
            int count = Math.min(layout.runLength(), layout.width() - column);
            float scale = scale(position, column);
            for (int i = 0; i < count; i++) {
                to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * (column + i), number(from + i * pitch, scale));
            }
        }
    }

    private float number(long at, float scale) {
        return switch (layout.type()) {
            case F32 -> memory.get(JAVA_FLOAT_UNALIGNED, at);
            case F16 -> Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, at));
            default -> memory.get(JAVA_BYTE, at) * scale;
        };
    }

    private float scale(int position, int column) {
        return layout.type() == DType.Q8_0
                ? Float.float16ToFloat(memory.get(JAVA_SHORT_UNALIGNED, scaleOffset(position, column / SCALED)))
                : 1;
    }

    /// Takes over positions of another slab of this layout, bit by bit.
    ///
    /// @param from first position of the other
    /// @param first where it goes in this one
    public void copyFrom(HeadSlab other, int from, int first, int count) {
        if (layout.use() == HeadLayout.Use.VALUES) {
            long bytes = 4L * layout.words() * count;
            MemorySegment.copy(other.memory, other.wordOffset(from), memory, wordOffset(first), bytes);
        } else {
            copyKeysFrom(other, from, first, count);
        }
        for (int scale = 0; scale < layout.scales(); scale++) {
            long scales = other.scaleOffset(from, scale);
            MemorySegment.copy(other.memory, scales, memory, scaleOffset(first, scale), 2L * count);
        }
    }

    /// Whole blocks at once where they lie alike in both slabs.
    private void copyKeysFrom(HeadSlab other, int from, int first, int count) {
        int lanes = layout.lanes();
        boolean alike = (from - first) % lanes == 0;
        for (int i = 0; i < count; ) {
            long source = other.wordOffset(from + i);
            long target = wordOffset(first + i);
            if (alike && (first + i) % lanes == 0 && i + lanes <= count) {
                MemorySegment.copy(other.memory, source, memory, target, 4L * layout.words() * lanes);
                i += lanes;
            } else {
                for (int j = 0; j < layout.words(); j++) {
                    long word = j * layout.wordPitch();
                    memory.set(JAVA_INT_UNALIGNED, target + word, other.memory.get(JAVA_INT_UNALIGNED, source + word));
                }
                i++;
            }
        }
    }
}

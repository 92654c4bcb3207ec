package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Numbers that stand by themselves: blocks of one element. Narrowing is that of [HalfFloats].
enum PlainFormat implements BlockFormat {
    /// As it is.
    F32 {
        @Override
        public void decode(MemorySegment from, long offset, float[] to, int start, int blocks) {
            MemorySegment.copy(from, FLOAT, offset, to, start, blocks);
        }

        @Override
        public void encode(float[] from, int start, MemorySegment to, long offset, int blocks) {
            MemorySegment.copy(from, start, to, FLOAT, offset, blocks);
        }
    },
    /// IEEE half.
    F16 {
        @Override
        public void decode(MemorySegment from, long offset, float[] to, int start, int blocks) {
            HalfFloats.widenF16(from, offset, to, start, blocks);
        }

        @Override
        public void encode(float[] from, int start, MemorySegment to, long offset, int blocks) {
            HalfFloats.narrowF16(from, start, to, offset, blocks);
        }
    },
    /// The upper half of a 32-bit float.
    BF16 {
        @Override
        public void decode(MemorySegment from, long offset, float[] to, int start, int blocks) {
            HalfFloats.widenBf16(from, offset, to, start, blocks);
        }

        @Override
        public void encode(float[] from, int start, MemorySegment to, long offset, int blocks) {
            HalfFloats.narrowBf16(from, start, to, offset, blocks);
        }
    };

    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    @Override
    public DType dtype() {
        return DType.valueOf(name());
    }

    @Override
    public DType computed() {
        return dtype();
    }

    @Override
    public void decodeBlock(MemorySegment from, long offset, float[] to, int start) {
        decode(from, offset, to, start, 1);
    }

    @Override
    public void encodeBlock(float[] from, int start, MemorySegment to, long offset) {
        encode(from, start, to, offset, 1);
    }
}

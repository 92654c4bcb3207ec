package dev.tuwen.vision.image;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// The bits of a lossless WebP picture, lowest first. Behind the end come zeros.
final class Vp8lBits {

    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final byte[] data;
    private final long end;
    private long at;

    /// The bits of `bytes` from the byte `from` on.
    Vp8lBits(byte[] bytes, int from) {
        this.data = Arrays.copyOfRange(bytes, from, bytes.length + Long.BYTES);
        this.end = 8L * (bytes.length - from);
    }

    /// The next bits, at most 32, which stay.
    int peek(int count) {
        int from = (int) Math.min(at >>> 3, data.length - Long.BYTES);
        return (int) (((long) WORD.get(data, from) >>> (at & 7)) & ((1L << count) - 1));
    }

    void skip(int count) {
        at += count;
    }

    int read(int count) {
        int bits = peek(count);
        at += count;
        return bits;
    }

    boolean flag() {
        return read(1) != 0;
    }

    /// Whether more was read than is there.
    boolean ended() {
        return at > end;
    }

    /// How many bits are left.
    long left() {
        return end - at;
    }
}

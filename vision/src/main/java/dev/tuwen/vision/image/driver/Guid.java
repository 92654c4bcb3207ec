package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;

/// A name of Windows' Component Object Model: `{first-second-third-rest}`.
///
/// @param rest the last eight bytes as they are written, the first one highest
record Guid(int first, int second, int third, long rest) {
    private static final long BYTES = 16;

    /// As `struct GUID` lies in memory.
    MemorySegment in(Arena arena) {
        MemorySegment bytes = arena.allocate(BYTES, JAVA_INT.byteAlignment());
        bytes.set(JAVA_INT, 0, first);
        bytes.set(JAVA_SHORT, 4, (short) second);
        bytes.set(JAVA_SHORT, 6, (short) third);
        bytes.set(JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN), 8, rest);
        return bytes;
    }
}

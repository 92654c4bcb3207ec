package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/// Host segments with guard bytes on both sides, so that whoever writes beyond one is found out. Made, asked and closed
/// by a test, on one thread.
public final class GuardedMemory implements AutoCloseable {
    private static final int GUARD = 128;
    private static final byte MARK = 0x5A;
    private static final float UNWRITTEN = Float.NaN;

    private final Arena arena = Arena.ofConfined();
    private final List<MemorySegment> whole = new ArrayList<>();

    /// Nothing allocated yet.
    public GuardedMemory() {}

    /// F32 numbers.
    public MemorySegment floats(float[] numbers) {
        return copyOf(RandomCases.segment(numbers));
    }

    /// I32 numbers.
    public MemorySegment integers(int[] numbers) {
        return copyOf(RandomCases.segment(numbers));
    }

    /// Room for F32 numbers, all NaN.
    public MemorySegment output(long byteSize) {
        var numbers = new float[Math.toIntExact(byteSize / 4)];
        java.util.Arrays.fill(numbers, UNWRITTEN);
        return floats(numbers);
    }

    private MemorySegment copyOf(MemorySegment numbers) {
        MemorySegment all = arena.allocate(numbers.byteSize() + 2 * GUARD);
        all.fill(MARK);
        whole.add(all);
        MemorySegment inner = all.asSlice(GUARD, numbers.byteSize());
        inner.copyFrom(numbers);
        return inner;
    }

    /// Fails if a guard byte was changed.
    public void assertIntact() {
        for (MemorySegment all : whole) {
            long end = all.byteSize() - GUARD;
            for (int i = 0; i < GUARD; i++) {
                assertThat(all.get(JAVA_BYTE, i))
                        .as("guard byte %d before a segment", i)
                        .isEqualTo(MARK);
                assertThat(all.get(JAVA_BYTE, end + i))
                        .as("guard byte %d after a segment", i)
                        .isEqualTo(MARK);
            }
        }
    }

    @Override
    public void close() {
        arena.close();
    }
}

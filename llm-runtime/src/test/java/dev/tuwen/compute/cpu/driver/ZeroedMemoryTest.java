package dev.tuwen.compute.cpu.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZeroedMemoryTest {
    @ParameterizedTest
    @ValueSource(longs = {1, 4096, (1 << 20) - 1, 1 << 20, (3 << 20) + 5})
    void isZeroAlignedAndFreedWithItsArena(long byteSize) {
        MemorySegment memory;
        try (Arena arena = Arena.ofShared()) {
            memory = ZeroedMemory.allocate(arena, byteSize, 64);

            assertThat(memory.byteSize()).isEqualTo(byteSize);
            assertThat(memory.address() % 64).isZero();
            assertThat(memory.mismatch(MemorySegment.ofArray(new byte[Math.toIntExact(byteSize)])))
                    .isEqualTo(-1);
        }
        assertThat(memory.scope().isAlive()).isFalse();
    }

    @Test
    void keepsWhatIsWrittenWhenPagesAreMade() {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = ZeroedMemory.allocate(arena, 2 << 20, 64);
            memory.set(ValueLayout.JAVA_BYTE, 5000, (byte) 7);

            ZeroedMemory.populate(memory.asSlice(100, 1 << 20));

            assertThat(memory.get(ValueLayout.JAVA_BYTE, 5000)).isEqualTo((byte) 7);
            memory.set(ValueLayout.JAVA_BYTE, 5000, (byte) 0);
            assertThat(memory.mismatch(MemorySegment.ofArray(new byte[2 << 20])))
                    .isEqualTo(-1);
        }
    }

    @Test
    void saysThatTheSystemHasNotAsMuch() {
        try (Arena arena = Arena.ofShared()) {
            assertThatExceptionOfType(OutOfMemoryError.class)
                    .isThrownBy(() -> ZeroedMemory.allocate(arena, Long.MAX_VALUE / 2, 64));
        }
    }

    @Test
    void givesBackWhatAClosedArenaCannotOwn() throws Exception {
        assumeThat(AddressSpace.isKnown()).as("what Linux says of this process").isTrue();
        Arena closed = Arena.ofShared();
        closed.close();
        long before = AddressSpace.bytes();

        for (int i = 0; i < 64; i++) {
            assertThatIllegalStateException().isThrownBy(() -> ZeroedMemory.allocate(closed, 16 << 20, 64));
        }

        assertThat(AddressSpace.bytes() - before).isLessThan(256 << 20);
    }
}

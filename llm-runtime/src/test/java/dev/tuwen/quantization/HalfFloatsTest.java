package dev.tuwen.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HalfFloatsTest {
    @ParameterizedTest
    @CsvSource({
        "0x1.0p0, 3f80",
        "-0x1.0p1, c000",
        "0x1.01p0, 3f80", // halfway between 3f80 and 3f81: to even
        "0x1.03p0, 3f82", // halfway between 3f81 and 3f82: to even
        "0x1.010002p0, 3f81", // just above halfway
        "0x1.fffffep127, 7f80", // rounds to infinity
        "0x1.0p-149, 0000",
        "-0.0, 8000",
        "Infinity, 7f80",
    })
    void roundsToTheNearestBf16(float value, String bits) {
        assertThat(Integer.toHexString(0x10000 | (HalfFloats.toBf16(value) & 0xffff)))
                .endsWith(bits);
    }

    @Test
    void keepsNaNThoughItsPayloadIsLow() {
        float low = Float.intBitsToFloat(0x7f800001);

        assertThat(HalfFloats.fromBf16(HalfFloats.toBf16(low))).isNaN();
        assertThat(HalfFloats.fromF16(HalfFloats.toF16(low))).isNaN();
    }

    @Test
    void widensEveryPatternAndNarrowsItBack() {
        MemorySegment stored = MemorySegment.ofArray(new byte[2 * 65536 + 1]);
        MemorySegment again = MemorySegment.ofArray(new byte[2 * 65536]);
        float[] values = new float[65536];
        for (int i = 0; i < 65536; i++) {
            // From byte 1 on: nothing is aligned.
            stored.set(ValueLayout.JAVA_BYTE, 1 + 2L * i, (byte) i);
            stored.set(ValueLayout.JAVA_BYTE, 2 + 2L * i, (byte) (i >> 8));
        }

        HalfFloats.widenF16(stored, 1, values, 0, values.length);
        HalfFloats.narrowF16(values, 0, again, 0, values.length);

        assertThat(values[0x3c00]).isEqualTo(1.0f);
        assertThat(values[0xfbff]).isEqualTo(-65504.0f);
        assertThat(values[1]).isEqualTo(0x1p-24f);
        assertSame(values, stored, again);

        HalfFloats.widenBf16(stored, 1, values, 0, values.length);
        HalfFloats.narrowBf16(values, 0, again, 0, values.length);

        assertThat(values[0x3f80]).isEqualTo(1.0f);
        assertSame(values, stored, again);
    }

    @Test
    void roundsToTheNearestF16() {
        var random = new Random(1);
        for (int round = 0; round < 100_000; round++) {
            float value = (random.nextFloat() - 0.5f) * 100;
            short bits = HalfFloats.toF16(value);
            float error = Math.abs(HalfFloats.fromF16(bits) - value);

            assertThat(error).isLessThanOrEqualTo(Math.abs(HalfFloats.fromF16((short) (bits + 1)) - value));
            assertThat(error).isLessThanOrEqualTo(Math.abs(HalfFloats.fromF16((short) (bits - 1)) - value));
        }
    }

    private static void assertSame(float[] values, MemorySegment stored, MemorySegment again) {
        for (int i = 0; i < values.length; i++) {
            if (!Float.isNaN(values[i])) {
                assertThat(again.asSlice(2L * i, 2).mismatch(stored.asSlice(1 + 2L * i, 2)))
                        .isEqualTo(-1);
            }
        }
    }
}

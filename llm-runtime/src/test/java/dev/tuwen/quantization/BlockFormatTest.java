package dev.tuwen.quantization;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BlockFormatTest {
    static BlockFormat[] formats() {
        return new BlockFormat[] {Q8_0.INSTANCE, Q4_0.INSTANCE};
    }

    @Test
    void encodesEightBitsAsLaidDown() {
        float[] x = new float[32];
        x[0] = 127;
        x[1] = -127;
        x[2] = 0.5f;
        x[3] = -0.5f;
        x[31] = 2.4f;

        // d = 1.0 is 3c00; halves round away from zero.
        assertThat(encoded(Q8_0.INSTANCE, x)).isEqualTo("003c" + "7f8101ff" + "00".repeat(27) + "02");
    }

    @Test
    void encodesFourBitsAsLaidDown() {
        float[] x = new float[32];
        x[0] = -8;
        x[1] = 7;
        x[2] = 0.4f;
        x[16] = 1;
        x[31] = -3;

        // The largest magnitude is negative, so d = 1.0: q = x + 8, first half in the low nibbles.
        assertThat(encoded(Q4_0.INSTANCE, x)).isEqualTo("003c" + "908f88" + "88".repeat(12) + "58");
    }

    @Test
    void turnsTheSignOfTheFourBitScaleWithTheLargestElement() {
        float[] x = new float[32];
        x[5] = 8;
        x[6] = -8;

        // d = -1.0: the first of the largest becomes 0, its opposite 16, cut to 15.
        String block = encoded(Q4_0.INSTANCE, x);

        assertThat(block).startsWith("00bc").contains("808f");
        assertThat(decoded(Q4_0.INSTANCE, block)[5]).isEqualTo(8);
        assertThat(decoded(Q4_0.INSTANCE, block)[6]).isEqualTo(-7);
    }

    @ParameterizedTest
    @MethodSource("formats")
    void keepsZeros(BlockFormat format) {
        for (float x : decoded(format, encoded(format, new float[32]))) {
            // The four-bit scale of zeros is a negative zero.
            assertThat(Math.abs(x)).isZero();
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void staysWithinHalfAStep(BlockFormat format) {
        var random = new Random(9);
        float steps = format == Q8_0.INSTANCE ? 127 : 8;
        for (int round = 0; round < 200; round++) {
            float[] x = new float[32];
            float largest = 0;
            for (int i = 0; i < 32; i++) {
                x[i] = (float) random.nextGaussian();
                largest = Math.max(largest, Math.abs(x[i]));
            }

            float[] back = decoded(format, encoded(format, x));

            // The stored scale is rounded to 11 bits; four bits have no +8, so the far end may be a whole step off.
            float bound = largest / steps * (format == Q8_0.INSTANCE ? 0.5f + 127f / 2048 : 1.01f);
            for (int i = 0; i < 32; i++) {
                assertThat(Math.abs(back[i] - x[i])).isLessThanOrEqualTo(bound);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("formats")
    void encodesBlocksSideBySide(BlockFormat format) {
        float[] x = new float[96];
        for (int i = 0; i < x.length; i++) {
            x[i] = i - 40;
        }
        MemorySegment three = MemorySegment.ofArray(new byte[1 + 3 * format.blockBytes()]);
        format.encode(x, 0, three, 1, 3);
        float[] all = new float[96];
        format.decode(three, 1, all, 0, 3);

        float[] last = new float[32];
        MemorySegment one = MemorySegment.ofArray(new byte[format.blockBytes()]);
        format.encodeBlock(x, 64, one, 0);
        format.decodeBlock(one, 0, last, 0);

        assertThat(Arrays.copyOfRange(all, 64, 96)).isEqualTo(last);
    }

    private static String encoded(BlockFormat format, float[] x) {
        byte[] block = new byte[format.blockBytes()];
        format.encodeBlock(x, 0, MemorySegment.ofArray(block), 0);
        return HexFormat.of().formatHex(block);
    }

    private static float[] decoded(BlockFormat format, String block) {
        float[] x = new float[32];
        format.decodeBlock(MemorySegment.ofArray(HexFormat.of().parseHex(block)), 0, x, 0);
        return x;
    }
}

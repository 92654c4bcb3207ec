package dev.tuwen.compute.cpu.scalar;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.RooflineLoops;
import java.lang.foreign.MemorySegment;

/// The limits of plain loops.
public final class ScalarRoofline implements RooflineLoops {
    private static final int CHAINS = 8;

    /// Nothing to prepare.
    public ScalarRoofline() {}

    @Override
    public int read(MemorySegment from, long offset, long byteSize) {
        int sum = 0;
        int more = 0;
        for (long i = offset; i < offset + byteSize; i += 2L * Integer.BYTES) {
            sum += from.get(JAVA_INT_UNALIGNED, i);
            more += from.get(JAVA_INT_UNALIGNED, i + Integer.BYTES);
        }
        return sum + more;
    }

    @Override
    public float multiplyAdd(int rounds) {
        float a = 1;
        float b = 2;
        float c = 3;
        float d = 4;
        float e = 5;
        float f = 6;
        float g = 7;
        float h = 8;
        float factor = 0.999f;
        float summand = 0.001f;
        for (int i = 0; i < rounds; i++) {
            a = a * factor + summand;
            b = b * factor + summand;
            c = c * factor + summand;
            d = d * factor + summand;
            e = e * factor + summand;
            f = f * factor + summand;
            g = g * factor + summand;
            h = h * factor + summand;
        }
        return a + b + c + d + e + f + g + h;
    }

    @Override
    public int multiplyAddsPerRound() {
        return CHAINS;
    }
}

package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import java.lang.foreign.MemorySegment;
import java.util.function.LongSupplier;

/// Brings a panel into the processor's own cache before one row of activations is multiplied with it, where that is
/// faster.
///
/// Each weight is then used once, so the time goes into reading. Some processors read ahead of the arithmetic by
/// themselves. On others the arithmetic leaves space for too few pending loads, and a loop that does nothing but touch
/// the panel's lines, followed by the arithmetic, takes three quarters of the time. Which kind this one is shows when
/// it is tried: most panels are read in the way that was faster so far, one of some in the other. A thread's own.
final class PanelReader {
    /// Bytes of a line of the cache.
    private static final int LINE = 64;

    /// Panels that are measured, and those that are read in the way that was slower so far: one of so many.
    private static final int MEASURED = 8;
    private static final int OTHER_WAY = 32;

    /// Smaller panels are in a cache already, larger ones do not stay in it.
    private static final long MINIMUM_BYTES = 16 << 10;
    private static final long MAXIMUM_BYTES = 640 << 10;

    /// How much a measurement counts, and how many times slower than those before it may be: a thread is interrupted
    /// now and then.
    private static final double WEIGHT = 1 / 8.0;
    private static final double WORST = 4;

    private final LongSupplier clock;
    private final Way straight = new Way();
    private final Way pulled = new Way();
    private int count;
    /// How the panel now being multiplied is read; null when it is not measured.
    private Way way = straight;

    private boolean measured;
    private long startNanos;
    private long byteSize;
    /// Sum of what was touched, so that the touching is not removed.
    @SuppressWarnings("UnusedVariable")
    private long touched;

    /// @param clock nanoseconds
    PanelReader(LongSupplier clock) {
        this.clock = clock;
    }

    /// Before a panel is multiplied.
    ///
    /// @return whether it was brought into the cache
    boolean begin(PackedMatrix matrix, int panel) {
        byteSize = matrix.panelBytes();
        measured = false;
        if (byteSize < MINIMUM_BYTES || byteSize > MAXIMUM_BYTES) {
            return false;
        }
        Way faster = pulled.nanosPerByte < straight.nanosPerByte ? pulled : straight;
        boolean other = count % OTHER_WAY == 0;
        way = other == (faster == straight) ? pulled : straight;
        measured = other || count % MEASURED == 1;
        count++;
        if (measured) {
            startNanos = clock.getAsLong();
        }
        if (way == pulled) {
            touched += touch(matrix.memory(), matrix.panelOffset(panel), byteSize);
        }
        return way == pulled;
    }

    /// After a panel was multiplied.
    void end() {
        if (measured) {
            way.add((double) (clock.getAsLong() - startNanos) / byteSize);
        }
    }

    private static long touch(MemorySegment memory, long offset, long byteSize) {
        long sum = 0;
        for (long at = 0; at < byteSize - LINE; at += LINE) {
            sum += memory.get(JAVA_LONG_UNALIGNED, offset + at);
        }
        return sum;
    }

    /// A way to read, and how long it took.
    private static final class Way {
        private double nanosPerByte;

        void add(double measurement) {
            nanosPerByte = nanosPerByte == 0
                    ? measurement
                    : nanosPerByte + WEIGHT * (Math.min(measurement, WORST * nanosPerByte) - nanosPerByte);
        }
    }
}

package dev.tuwen.testkit;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Random;

/// Random numbers of a case. The same seed gives the same numbers; a failing case names its seed, and the system
/// property `dev.tuwen.test.seed` gives it back. One thread.
public final class RandomCases {
    private static final long DEFAULT_SEED = 20240415;

    private final long seed;
    private final Random random;

    /// Seeded by the system property, else by a constant.
    public RandomCases() {
        this(Long.getLong("dev.tuwen.test.seed", DEFAULT_SEED));
    }

    /// Seeded as told.
    public RandomCases(long seed) {
        this.seed = seed;
        this.random = new Random(seed);
    }

    /// The seed, for messages.
    public long seed() {
        return seed;
    }

    /// Normally distributed numbers.
    public float[] normal(int count, double deviation) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) (random.nextGaussian() * deviation);
        }
        return numbers;
    }

    /// Normally distributed numbers around `mean`.
    public float[] around(float mean, int count, double deviation) {
        float[] numbers = normal(count, deviation);
        for (int i = 0; i < count; i++) {
            numbers[i] += mean;
        }
        return numbers;
    }

    /// Integers from 0 to `bound − 1`.
    public int[] integers(int count, int bound) {
        return random.ints(count, 0, bound).toArray();
    }

    /// F32 numbers as a segment on the heap.
    public static MemorySegment segment(float[] numbers) {
        MemorySegment segment = MemorySegment.ofArray(new byte[Math.multiplyExact(4, numbers.length)]);
        MemorySegment.copy(numbers, 0, segment, JAVA_FLOAT_UNALIGNED, 0, numbers.length);
        return segment;
    }

    /// I32 numbers as a segment on the heap.
    public static MemorySegment segment(int[] numbers) {
        MemorySegment segment = MemorySegment.ofArray(new byte[Math.multiplyExact(4, numbers.length)]);
        MemorySegment.copy(numbers, 0, segment, JAVA_INT_UNALIGNED, 0, numbers.length);
        return segment;
    }

    /// A segment of F32 numbers as an array.
    public static float[] floats(MemorySegment segment) {
        return segment.toArray(JAVA_FLOAT_UNALIGNED);
    }
}

package dev.tuwen.testkit;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Op;
import org.jspecify.annotations.Nullable;

/// How far a backend may be from the reference, as normalised mean squared error: `Σ (actual − expected)² / Σ
/// expected²`.
///
/// The reference computes with the same rounded weights, so the bounds are for the arithmetic alone. Immutable.
///
/// @param numbers operations on F32 numbers only
/// @param projections projections whose matrices are F32
/// @param halves projections with F16 or BF16 matrices, and attention over an F16 cache
/// @param bytes projections with matrices of eight bits
/// @param nibbles projections with matrices of fewer bits
/// @param cachedBlocks attention over a Q8_0 cache
public record Tolerances(
        double numbers, double projections, double halves, double bytes, double nibbles, double cachedBlocks) {
    /// For backends that keep activations in F32: rounding of F32 sums only. A cache may round its neighbour's way, by
    /// one part in 2048 of a number in F16, in 127 of the largest of a block in Q8_0.
    public static final Tolerances F32_ACTIVATIONS = new Tolerances(1e-11, 1e-11, 1e-8, 1e-11, 1e-11, 1e-6);

    /// For backends that keep activations in F32, but round them to eight bits in blocks of 32 before a matrix of four
    /// bits. With steps of a 127th of a block's largest number, some 2.3 times its deviation, the square of the error
    /// is `(2.3 / 127)² / 12 = 3e-5` of the numbers' squares.
    public static final Tolerances EIGHT_BITS_BY_FOUR = new Tolerances(1e-11, 1e-11, 1e-8, 1e-11, 1e-4, 1e-6);

    /// For backends that round activations to halves, or to eight bits in blocks of 32 before a quantised matrix.
    public static final Tolerances ROUNDED_ACTIVATIONS = new Tolerances(1e-9, 1e-8, 1e-5, 1e-4, 1e-4, 1e-4);

    /// The bound for one operation.
    ///
    /// @param op the operation
    /// @param packed type of its matrices, or null if it has none
    /// @param buffer type of the buffers in the program, or null if there are none
    public double bound(Op op, @Nullable DType packed, @Nullable DType buffer) {
        return switch (op) {
            case Op.Projection _ -> projection(packed);
            case Op.Attention _ -> cached(buffer);
            case Op.RowWise rows -> rows.bufferRows().isEmpty() ? numbers : cached(buffer);
        };
    }

    private double cached(@Nullable DType buffer) {
        return buffer == null || buffer == DType.F32 ? numbers : buffer == DType.F16 ? halves : cachedBlocks;
    }

    private double projection(@Nullable DType packed) {
        if (packed == null || packed == DType.F32) {
            return projections;
        }
        if (!packed.isQuantized()) {
            return halves;
        }
        return packed == DType.Q8_0 ? bytes : nibbles;
    }

    /// `Σ (actual − expected)² / Σ expected²`; NaN if any number is.
    public static double normalizedError(float[] expected, float[] actual) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            difference += ((double) actual[i] - expected[i]) * ((double) actual[i] - expected[i]);
            size += (double) expected[i] * expected[i];
        }
        return difference == 0 ? 0 : difference / size;
    }
}

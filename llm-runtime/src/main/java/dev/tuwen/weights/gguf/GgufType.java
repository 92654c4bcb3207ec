package dev.tuwen.weights.gguf;

import dev.tuwen.compute.DType;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The types of tensors by their number in a file. All that are in use have their geometry here, so that the table of
/// any file can be checked; those without a [DType] are not computed with.
public enum GgufType {
    F32(0, DType.F32),
    F16(1, DType.F16),
    Q4_0(2, DType.Q4_0),
    Q4_1(3, DType.Q4_1),
    Q5_0(6, DType.Q5_0),
    Q5_1(7, DType.Q5_1),
    Q8_0(8, DType.Q8_0),
    Q8_1(9, 32, 36),
    Q2_K(10, 256, 84),
    Q3_K(11, 256, 110),
    Q4_K(12, DType.Q4_K),
    Q5_K(13, DType.Q5_K),
    Q6_K(14, DType.Q6_K),
    Q8_K(15, 256, 292),
    IQ2_XXS(16, 256, 66),
    IQ2_XS(17, 256, 74),
    IQ3_XXS(18, 256, 98),
    IQ1_S(19, 256, 50),
    IQ4_NL(20, 32, 18),
    IQ3_S(21, 256, 110),
    IQ2_S(22, 256, 82),
    IQ4_XS(23, 256, 136),
    I8(24, 1, 1),
    I16(25, 1, 2),
    I32(26, DType.I32),
    I64(27, 1, 8),
    F64(28, 1, 8),
    IQ1_M(29, 256, 56),
    BF16(30, DType.BF16),
    TQ1_0(34, 256, 54),
    TQ2_0(35, 256, 66),
    MXFP4(39, 32, 17);

    private final int number;
    private final int blockElements;
    private final int blockBytes;
    private final @Nullable DType dtype;

    GgufType(int number, DType dtype) {
        this(number, dtype.blockElements(), dtype.blockBytes(), dtype);
    }

    GgufType(int number, int blockElements, int blockBytes) {
        this(number, blockElements, blockBytes, null);
    }

    GgufType(int number, int blockElements, int blockBytes, @Nullable DType dtype) {
        this.number = number;
        this.blockElements = blockElements;
        this.blockBytes = blockBytes;
        this.dtype = dtype;
    }

    /// Its number in a file.
    public int number() {
        return number;
    }

    int blockElements() {
        return blockElements;
    }

    int blockBytes() {
        return blockBytes;
    }

    /// The type it is computed with, or null if there is none.
    @Nullable
    DType dtype() {
        return dtype;
    }

    static @Nullable GgufType numbered(int number) {
        for (GgufType type : values()) {
            if (type.number == number) {
                return type;
            }
        }
        return null;
    }

    /// The type of a file whose numbers are computed with as this.
    ///
    /// @throws IllegalArgumentException if there is none
    public static GgufType of(DType dtype) {
        for (GgufType type : values()) {
            if (type.dtype == dtype) {
                return type;
            }
        }
        throw new IllegalArgumentException("type " + dtype + " has no number in these files");
    }

    /// The types that are computed with, for messages.
    static String readable() {
        return Arrays.stream(values())
                .filter(type -> type.dtype != null && type.dtype != DType.I32)
                .map(Enum::name)
                .collect(Collectors.joining(", "));
    }
}

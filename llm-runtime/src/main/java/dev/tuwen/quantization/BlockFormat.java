package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// How numbers of a type are stored, and become F32 and come back: plain, or a block of neighbouring elements as small
/// integers with a common scale, laid out as in GGUF files. Whoever adds a type names it here; what reads files, widens
/// rows, converts models and checks backends asks this. Stateless; safe for any thread. A row that does not fill its
/// last block is padded with zeros by whoever packs it.
public sealed interface BlockFormat permits PlainFormat, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K {
    /// The format of a type.
    ///
    /// @throws IllegalArgumentException if the type is no weight's
    static BlockFormat of(DType type) {
        return switch (type) {
            case F32 -> PlainFormat.F32;
            case F16 -> PlainFormat.F16;
            case BF16 -> PlainFormat.BF16;
            case Q8_0 -> Q8_0.INSTANCE;
            case Q4_0 -> Q4_0.INSTANCE;
            case Q4_1 -> Q4_1.INSTANCE;
            case Q5_0 -> Q5_0.INSTANCE;
            case Q5_1 -> Q5_1.INSTANCE;
            case Q4_K -> Q4_K.INSTANCE;
            case Q5_K -> Q5_K.INSTANCE;
            case Q6_K -> Q6_K.INSTANCE;
            case I32 -> throw new IllegalArgumentException("whole numbers are no weights");
        };
    }

    /// The type of the data, which knows the geometry of a block.
    DType dtype();

    /// The type whose kernels multiply a matrix of this one without rounding it to fewer bits.
    default DType computed() {
        return DType.Q8_0;
    }

    /// Decodes one block.
    ///
    /// @param from holds the block
    /// @param offset byte where it begins
    /// @param to receives the elements
    /// @param start index of the first
    void decodeBlock(MemorySegment from, long offset, float[] to, int start);

    /// Encodes one block, rounding as the reference implementation of the format does.
    ///
    /// @param from holds the elements
    /// @param start index of the first
    /// @param to receives the block
    /// @param offset byte where it begins
    void encodeBlock(float[] from, int start, MemorySegment to, long offset);

    /// Elements of one block.
    default int blockElements() {
        return dtype().blockElements();
    }

    /// Bytes of one block.
    default int blockBytes() {
        return dtype().blockBytes();
    }

    /// Decodes `blocks` blocks that follow each other.
    default void decode(MemorySegment from, long offset, float[] to, int start, int blocks) {
        for (int block = 0; block < blocks; block++) {
            decodeBlock(from, offset + (long) block * blockBytes(), to, start + block * blockElements());
        }
    }

    /// Encodes `blocks` blocks that follow each other.
    default void encode(float[] from, int start, MemorySegment to, long offset, int blocks) {
        for (int block = 0; block < blocks; block++) {
            encodeBlock(from, start + block * blockElements(), to, offset + (long) block * blockBytes());
        }
    }
}

package dev.tuwen.quantization;

import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// A format that keeps a block of neighbouring elements as small integers with a common scale, laid out as in GGUF
/// files. Stateless; safe for any thread. A row that does not fill its last block is padded with zeros by whoever packs
/// it.
public sealed interface BlockFormat permits Q8_0, Q4_0 {
    /// The type of the data, which knows the geometry of a block.
    DType dtype();

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

package dev.tuwen.compute.cpu.driver;

import dev.tuwen.compute.cpu.driver.CodeFunction.Pointers;
import dev.tuwen.compute.cpu.driver.CodeTable.Name;
import java.lang.foreign.MemorySegment;

/// A single query over cached keys and values of a head of 64 columns, which lie as
/// [dev.tuwen.compute.cpu.kernels.HeadLayout] says. Made by [MachineCode]; stateless; any thread. Memory is checked to
/// be as large as a function needs it.
public final class CacheCode {
    private static final int COLUMNS = MachineCode.CACHED_COLUMNS;
    private static final long ROW_BYTES = 4L * COLUMNS;

    private final int lanes;
    private final CodeFunction keysF16;
    private final CodeFunction valuesF16;
    private final CodeFunction keysQ8;
    private final CodeFunction valuesQ8;

    CacheCode(CodeTable table, Instructions instructions) {
        lanes = instructions.lanes();
        keysF16 = table.function(instructions, Name.KEYS_F16, Name.KEYS_F16_AVX2);
        valuesF16 = table.function(instructions, Name.VALUES_F16, Name.VALUES_F16_AVX2);
        keysQ8 = table.function(instructions, Name.KEYS_Q8, Name.KEYS_Q8_AVX2);
        valuesQ8 = table.function(instructions, Name.VALUES_Q8, Name.VALUES_Q8_AVX2);
    }

    /// Attention scores of a query with keys in F16.
    ///
    /// @param query scaled by 2^56
    /// @param to a number for each position, whole vectors of them
    /// @param blocks vectors of positions
    public void keysF16(MemorySegment query, MemorySegment keys, MemorySegment to, int blocks) {
        keysF16.checkCount("blocks", blocks, 1);
        keysF16.checkSize("queries", query, ROW_BYTES);
        keysF16.checkSize("keys", keys, 2L * COLUMNS * lanes * blocks);
        keysF16.checkSize("scores", to, 4L * lanes * blocks);
        keysF16.call(Pointers.of(query, keys, to), blocks);
    }

    /// Values in F16, each times its probability, added up.
    ///
    /// @param to 64 numbers, which are added to
    public void valuesF16(MemorySegment probabilities, MemorySegment values, MemorySegment to, int positions) {
        valuesF16.checkCount("positions", positions, 1);
        valuesF16.checkSize("probabilities", probabilities, 4L * positions);
        valuesF16.checkSize("values", values, 2L * COLUMNS * positions);
        valuesF16.checkSize("sums", to, ROW_BYTES);
        valuesF16.call(Pointers.of(probabilities, values, to), positions);
    }

    /// Attention scores of a query with keys in Q8_0.
    ///
    /// @param scales of the first 32 columns, one for each position
    /// @param moreScales of the last 32 columns
    /// @param to a number for each position, whole vectors of them
    /// @param blocks vectors of positions
    public void keysQ8(
            MemorySegment query,
            MemorySegment keys,
            MemorySegment scales,
            MemorySegment moreScales,
            MemorySegment to,
            int blocks) {
        keysQ8.checkCount("blocks", blocks, 1);
        keysQ8.checkSize("queries", query, ROW_BYTES);
        keysQ8.checkSize("keys", keys, (long) COLUMNS * lanes * blocks);
        keysQ8.checkSize("scales", scales, 2L * lanes * blocks);
        keysQ8.checkSize("more scales", moreScales, 2L * lanes * blocks);
        keysQ8.checkSize("scores", to, 4L * lanes * blocks);
        keysQ8.call(Pointers.of(query, keys, scales, moreScales, to), blocks);
    }

    /// Values in Q8_0, each times its probability, added up.
    ///
    /// @param probabilities times the scale of the first 32 columns
    /// @param moreProbabilities times that of the last 32
    /// @param to 64 numbers, which are added to
    public void valuesQ8(
            MemorySegment probabilities,
            MemorySegment moreProbabilities,
            MemorySegment values,
            MemorySegment to,
            int positions) {
        valuesQ8.checkCount("positions", positions, 1);
        valuesQ8.checkSize("probabilities", probabilities, 4L * positions);
        valuesQ8.checkSize("more probabilities", moreProbabilities, 4L * positions);
        valuesQ8.checkSize("values", values, (long) COLUMNS * positions);
        valuesQ8.checkSize("sums", to, ROW_BYTES);
        valuesQ8.call(Pointers.of(probabilities, moreProbabilities, values, to), positions);
    }
}

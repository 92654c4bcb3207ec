package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.util.Locale;

/// The machine code in memory that can be run, and where its functions begin. Stateless; any thread.
///
/// @param code begins with a table of offsets, in the order of [Name]
record CodeTable(MemorySegment code) {
    /// The functions, in the order of the table.
    enum Name {
        MULTIPLY_Q4_VNNI,
        MULTIPLY_Q4_AMX,
        DOT_Q4_VNNI,
        QUANTIZE_ROWS,
        QUANTIZE_ROW,
        SPLIT_ROWS,
        SPLIT_PANEL,
        MULTIPLY_SPLIT,
        SPLIT_PANEL_F16,
        PACK_Q4,
        ROUND_ROWS,
        MULTIPLY_ROUNDED,
        ROUND_PANEL_F16,
        ROUND_PANEL_BF16,
        MULTIPLY_Q4_AVX2,
        DOT_Q4_AVX2,
        QUANTIZE_ROWS_AVX2,
        ROUND_ROWS_AVX2,
        ROUND_PANEL_F16_AVX2,
        ROUND_PANEL_BF16_AVX2,
        MULTIPLY_ROUNDED_AVX2,
        KEYS_F16,
        VALUES_F16,
        KEYS_Q8,
        VALUES_Q8,
        KEYS_F16_AVX2,
        VALUES_F16_AVX2,
        KEYS_Q8_AVX2,
        VALUES_Q8_AVX2,
        DOT_Q8,
        DOT_Q8_AVX2
    }

    CodeFunction function(Name name) {
        long offset = code.get(JAVA_INT_UNALIGNED, 4L * name.ordinal());
        return new CodeFunction(name.name().toLowerCase(Locale.ROOT), code.asSlice(offset));
    }

    /// One of two functions, by the width of vectors.
    CodeFunction function(Instructions instructions, Name wide, Name narrow) {
        return function(instructions.isNarrow() ? narrow : wide);
    }
}

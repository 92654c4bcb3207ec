package dev.tuwen.compute.spi;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// Rows of a matrix in whole numbers of four bits, whose columns share scales in groups that are not neighbours, or
/// whose groups have zero points of their own: what GPTQ files hold. With the groups side by side these are blocks of
/// `Q4_0` and a minimum for each group,
///
/// `W[o, permutation[c]] = blocks[o, c] + minimums[groups[c / 32], o]`,
///
/// exact in F32.
///
/// @param blocks `[O, I]` in `Q4_0`, row-major
/// @param permutation the column each place of a row belongs to; null where every column is in its own place
/// @param minimums `[G, O]`, row-major; null where all are zero
/// @param groups the group of each block of a row
public record GroupedRows(
        MemorySegment blocks, int @Nullable [] permutation, float @Nullable [] minimums, int[] groups) {}

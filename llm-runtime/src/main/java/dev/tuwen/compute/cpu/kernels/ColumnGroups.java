package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.spi.GroupedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a matrix in Q4_0 has beside its blocks if it was made of [GroupedRows], or of rows whose blocks have minimums
/// of their own. Its memory belongs to the weight store.
///
/// @param permutation the column of the activations that belongs to each column of the matrix, as the g_idx of GPTQ has
///     it; null where that is its own
/// @param minimums what is added to the weights of each group, from zero points or minimums of blocks, `[outputs / P,
///     groups, P]` in F32, in the panels of [LinearKernels#tiles]; null where all
///     are zero
/// @param groups the group of each block
/// @param groupCount number of groups
/// @param panelRows rows of such a panel, `P`
public record ColumnGroups(
        int @Nullable [] permutation, @Nullable MemorySegment minimums, int[] groups, int groupCount, int panelRows) {
    /// Of groups with their minimums.
    ///
    /// @param outputs rows of the matrix
    /// @param paddedOutputs rows of its panels
    /// @param panelRows rows of a panel of [LinearKernels#tiles]
    /// @param memory gives zeroed memory
    public static ColumnGroups of(
            GroupedRows rows, int outputs, int paddedOutputs, int panelRows, LongFunction<MemorySegment> memory) {
        float[] stored = rows.minimums();
        if (stored == null) {
            return new ColumnGroups(rows.permutation(), null, rows.groups(), 0, panelRows);
        }
        int count = stored.length / outputs;
        MemorySegment minimums = memory.apply(byteSize(paddedOutputs, count));
        var columnGroups = new ColumnGroups(rows.permutation(), minimums, rows.groups(), count, panelRows);
        columnGroups.put(0, outputs, stored);
        return columnGroups;
    }

    /// Of blocks each of which is a group; their minimums are [put][#put] later.
    public static ColumnGroups ofBlocks(
            int blocks, int paddedOutputs, int panelRows, LongFunction<MemorySegment> memory) {
        int[] own = IntStream.range(0, blocks).toArray();
        return new ColumnGroups(null, memory.apply(byteSize(paddedOutputs, blocks)), own, blocks, panelRows);
    }

    /// Bytes of the minimums of some rows.
    public static long byteSize(int paddedOutputs, int groups) {
        return (long) Float.BYTES * paddedOutputs * groups;
    }

    /// Bytes of the minimums.
    public long byteSize() {
        return minimums == null ? 0 : minimums.byteSize();
    }

    /// Brings minimums of some rows into panels. Different panels may be filled at once.
    ///
    /// @param firstRow a multiple of the rows of a panel
    /// @param added `[groups, rows]`
    void put(int firstRow, int rows, float[] added) {
        for (int first = 0; first < rows; first += panelRows) {
            int count = Math.min(panelRows, rows - first);
            for (int group = 0; group < groupCount; group++) {
                long to = at(firstRow + first) + 4L * group * panelRows;
                MemorySegment.copy(added, group * rows + first, stored(), ValueLayout.JAVA_FLOAT, to, count);
            }
        }
    }

    private MemorySegment stored() {
        if (minimums == null) {
            throw new IllegalStateException("these groups have no minimums");
        }
        return minimums;
    }

    private long at(int firstRow) {
        return (long) Float.BYTES * groupCount * firstRow;
    }

    /// Adds the minimums times the sums of the activations of each group to the products of a panel.
    ///
    /// @param matrix whose groups these are
    /// @param panel of the matrix; its rows are a multiple of ours
    /// @param x the activations, of which as many rows as `groupSums` has from `firstRow` on
    /// @param groupSums workspace of [#groupCount] numbers for each row
    /// @param sums `[rows, rows of a panel of the matrix]`, with space for a multiple of [LinearKernels#TILE_ROWS]
    public void add(
            LinearKernels kernels,
            PackedMatrix matrix,
            int panel,
            QuantizedRows x,
            int firstRow,
            ArrayView groupSums,
            MemorySegment sums) {
        if (minimums == null) {
            return;
        }
        for (int t = 0; t < groupSums.rows(); t++) {
            for (int block = 0; block < groups.length; ) {
                int group = groups[block];
                float sum = 0;
                while (block < groups.length && groups[block] == group) {
                    sum += x.sum(firstRow + t, block++);
                }
                groupSums.numbers()[groupSums.row(t) + group] = sum;
            }
        }
        int width = matrix.panelRows();
        for (int first = 0; first < width; first += panelRows) {
            var panels = new View(minimums, at(panel * width + first), 4L * panelRows);
            kernels.tiles(groupCount, panelRows, panels, groupSums, new View(sums, 4L * first, 4L * width));
        }
    }
}

package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.spi.GroupedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// What a matrix in Q4_0 has beside its blocks if it was made of [GroupedRows], or of rows whose blocks have least
/// numbers of their own. Its memory belongs to the weight store.
///
/// @param order the column of the activations that belongs to each column of the matrix; null where that is its own
/// @param offsets constants `[outputs / P, groups, P]` in F32, in the panels of [LinearKernels#tiles]; null where all
///     are zero
/// @param groups the group of each block
/// @param groupCount number of groups
/// @param panelRows rows of such a panel, `P`
public record Grouping(
        int @Nullable [] order, @Nullable MemorySegment offsets, int[] groups, int groupCount, int panelRows) {
    /// Of groups with their constants.
    ///
    /// @param outputs rows of the matrix
    /// @param paddedOutputs rows of its panels
    /// @param panelRows rows of a panel of [LinearKernels#tiles]
    /// @param memory gives zeroed memory
    public static Grouping of(
            GroupedRows rows, int outputs, int paddedOutputs, int panelRows, LongFunction<MemorySegment> memory) {
        float[] stored = rows.offsets();
        if (stored == null) {
            return new Grouping(rows.order(), null, rows.groups(), 0, panelRows);
        }
        int count = stored.length / outputs;
        MemorySegment offsets = memory.apply(byteSize(paddedOutputs, count));
        var grouping = new Grouping(rows.order(), offsets, rows.groups(), count, panelRows);
        grouping.put(0, outputs, stored);
        return grouping;
    }

    /// Of blocks each of which is a group; their constants are [put][#put] later.
    public static Grouping ofBlocks(int blocks, int paddedOutputs, int panelRows, LongFunction<MemorySegment> memory) {
        int[] own = IntStream.range(0, blocks).toArray();
        return new Grouping(null, memory.apply(byteSize(paddedOutputs, blocks)), own, blocks, panelRows);
    }

    /// Bytes of the constants of some rows.
    public static long byteSize(int paddedOutputs, int groups) {
        return (long) Float.BYTES * paddedOutputs * groups;
    }

    /// Bytes of the constants.
    public long byteSize() {
        return offsets == null ? 0 : offsets.byteSize();
    }

    /// Brings constants of some rows into panels. Different panels may be filled at once.
    ///
    /// @param firstRow a multiple of the rows of a panel
    /// @param constants `[groups, rows]`
    void put(int firstRow, int rows, float[] constants) {
        for (int first = 0; first < rows; first += panelRows) {
            int count = Math.min(panelRows, rows - first);
            for (int group = 0; group < groupCount; group++) {
                long to = at(firstRow + first) + 4L * group * panelRows;
                MemorySegment.copy(constants, group * rows + first, stored(), ValueLayout.JAVA_FLOAT, to, count);
            }
        }
    }

    private MemorySegment stored() {
        if (offsets == null) {
            throw new IllegalStateException("these groups have no constants");
        }
        return offsets;
    }

    private long at(int firstRow) {
        return (long) Float.BYTES * groupCount * firstRow;
    }

    /// Adds the constants times the sums of the activations of each group to the products of a panel.
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
        if (offsets == null) {
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
            var constants = new View(offsets, at(panel * width + first), 4L * panelRows);
            kernels.tiles(groupCount, panelRows, constants, groupSums, new View(sums, 4L * first, 4L * width));
        }
    }
}

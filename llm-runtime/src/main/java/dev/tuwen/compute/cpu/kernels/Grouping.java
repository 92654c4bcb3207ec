package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.spi.GroupedRows;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// What a matrix in Q4_0 that was made of [GroupedRows] has beside its blocks. Its memory belongs to the weight store.
///
/// @param order the column of the activations that belongs to each column of the matrix; null where that is its own
/// @param offsets constants of each panel, `[panels, groups, panelRows]`, F32; null where all are zero
/// @param groups the group of each block
/// @param panelBytes bytes of a panel's constants
/// @param panelRows rows of a panel
public record Grouping(
        int @Nullable [] order, @Nullable MemorySegment offsets, int[] groups, long panelBytes, int panelRows) {
    /// Brings the constants into panels.
    ///
    /// @param outputs rows of the matrix
    /// @param memory gives zeroed memory
    public static Grouping of(GroupedRows rows, int outputs, int panelRows, LongFunction<MemorySegment> memory) {
        float[] stored = rows.offsets();
        if (stored == null) {
            return new Grouping(rows.order(), null, rows.groups(), 0, panelRows);
        }
        int groups = stored.length / outputs;
        long panelBytes = 4L * groups * panelRows;
        int panels = Math.ceilDiv(outputs, panelRows);
        MemorySegment offsets = memory.apply(panels * panelBytes);
        for (int panel = 0; panel < panels; panel++) {
            int first = panel * panelRows;
            int count = Math.min(panelRows, outputs - first);
            for (int group = 0; group < groups; group++) {
                long to = panel * panelBytes + 4L * group * panelRows;
                MemorySegment.copy(stored, group * outputs + first, offsets, ValueLayout.JAVA_FLOAT, to, count);
            }
        }
        return new Grouping(rows.order(), offsets, rows.groups(), panelBytes, panelRows);
    }

    /// Bytes of the constants.
    public long byteSize() {
        return offsets == null ? 0 : offsets.byteSize();
    }

    /// Adds the constants times the sums of the activations of each group to the products of a panel.
    ///
    /// @param rows of `x` from `firstRow` on
    /// @param sums `[rows, panelRows]`
    public void add(Kernels kernels, int panel, QuantizedRows x, int firstRow, int rows, MemorySegment sums) {
        if (offsets == null) {
            return;
        }
        for (int t = 0; t < rows; t++) {
            long to = 4L * t * panelRows;
            for (int block = 0; block < groups.length; ) {
                int group = groups[block];
                float sum = 0;
                while (block < groups.length && groups[block] == group) {
                    sum += x.sum(firstRow + t, block++);
                }
                long from = panel * panelBytes + 4L * group * panelRows;
                kernels.addScaled(sums, to, offsets, from, sum, sums, to, panelRows);
            }
        }
    }
}

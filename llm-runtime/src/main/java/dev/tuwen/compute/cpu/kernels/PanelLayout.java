package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.DType;

/// How the numbers of a panel of `P` rows lie in memory.
///
/// - F32: for each column `P` floats.
/// - F16, BF16: for each column `P` halves in pairs. With `L` lanes, int `l` of a group of `2 L` rows holds row `l` in
///   its low half and row `l + L` in its high half, so that both are widened by shifts without moving lanes.
/// - Q8_0: for each 32 columns 8 times `P` ints, then `P` scales. An int holds four neighbouring columns of one row,
///   the first in the highest byte, so that an arithmetic shift to the right gives it and a shift to the left brings
///   the next.
/// - Q4_0: for each 32 columns 8 times `P` shorts, in pairs like halves, then `P` scales. A short holds four
///   neighbouring columns of one row, the first in the lowest nibble, each increased by 8.
///
/// Scales are F16, in pairs like halves. Panels in Q4_0 have their own number of rows.
///
/// @param lanes lanes of a vector of F32
/// @param panelRows rows of a panel, a multiple of `2 lanes`
public record PanelLayout(int lanes, int panelRows) {
    /// Columns with a common scale.
    public static final int BLOCK = 32;

    /// Checks the widths.
    public PanelLayout {
        if (lanes < 1 || panelRows < 1 || panelRows % (2 * lanes) != 0) {
            throw new IllegalArgumentException("panels of " + panelRows + " rows do not fit " + lanes + " lanes");
        }
    }

    /// Bytes of a panel of `columns` columns.
    public long panelBytes(DType type, int columns) {
        return type.isQuantized()
                ? (long) Math.ceilDiv(columns, BLOCK) * blockBytes(type)
                : (long) columns * panelRows * type.blockBytes();
    }

    /// Bytes of 32 columns of a quantised panel, scales included.
    public long blockBytes(DType type) {
        return (long) type.blockBytes() * panelRows;
    }

    /// Bytes of the quants of 32 columns; the scales follow.
    public long quantBytes(DType type) {
        return (type.blockBytes() - 2L) * panelRows;
    }

    /// Byte of a half of row `row`, counted from the halves of its column.
    public int halfOffset(int row) {
        int group = row / (2 * lanes);
        int within = row % (2 * lanes);
        return 4 * (group * lanes + within % lanes) + (within < lanes ? 0 : 2);
    }
}

package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FEW_REGISTERS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;

import dev.tuwen.compute.cpu.kernels.ArrayView;
import dev.tuwen.compute.cpu.kernels.View;

/// Rows of activations times an F32 panel, sums in registers: `sums[t, r] += Σ_k x[t, k] · w[k, r]`.
///
/// Tiles are four rows by four vectors of 512 bits, six rows by two narrower ones where there are 32 registers, four by
/// two where there are 16: chains of additions that keep the multipliers busy, as many as registers hold. Six rows by
/// four vectors would load a little less, but such a method is too large for the first compiler ("out of virtual
/// registers") and then stays in the interpreter for minutes before the second has it. One or two rows take as many
/// vectors as keep the multipliers busy.
final class VectorTiles {
    private static final long VECTOR = 4L * LANES;

    /// Whether there are registers for more than twelve sums.
    private static final boolean WIDE = VectorConstants.BITS == 512;

    private VectorTiles() {}

    /// Any number of rows and of vectors. A few vectors of `w` serve all rows before the next few, so that they stay in
    /// the first caches. Rows that are not there repeat the last one; their sums are not looked at.
    static void all(int columns, int outputs, View w, ArrayView x, View sums) {
        if (x.rows() <= 2) {
            few(columns, outputs, w, x, sums);
            return;
        }
        long bytes = 4L * outputs;
        long o = 0;
        if (WIDE) {
            for (; o <= bytes - 4 * VECTOR; o += 4 * VECTOR) {
                for (int t = 0; t < x.rows(); t += 4) {
                    VectorTileKernels.four4(columns, w, o, x, t, sums);
                }
            }
        } else if (FEW_REGISTERS) {
            for (; o <= bytes - 2 * VECTOR; o += 2 * VECTOR) {
                for (int t = 0; t < x.rows(); t += 4) {
                    VectorTileKernels.four2(columns, w, o, x, t, sums);
                }
            }
        }
        for (; o < bytes; o += 2 * VECTOR) {
            boolean pair = o + VECTOR < bytes;
            for (int t = 0; t < x.rows(); t += 6) {
                if (pair) {
                    VectorTileKernels.six2(columns, w, o, x, t, sums);
                } else {
                    VectorTileKernels.six1(columns, w, o, x, t, sums);
                }
            }
        }
    }

    private static void few(int columns, int outputs, View w, ArrayView x, View sums) {
        long bytes = 4L * outputs;
        long o = 0;
        for (; o <= bytes - 4 * VECTOR; o += 4 * VECTOR) {
            if (x.rows() == 1) {
                VectorTileKernels.one4(columns, w, o, x, 0, sums);
            } else {
                VectorTileKernels.two4(columns, w, o, x, 0, sums);
            }
        }
        for (; o < bytes; o += VECTOR) {
            for (int t = 0; t < x.rows(); t++) {
                VectorTileKernels.one1(columns, w, o, x, t, sums);
            }
        }
    }
}

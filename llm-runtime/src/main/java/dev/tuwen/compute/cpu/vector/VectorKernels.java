package dev.tuwen.compute.cpu.vector;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.HalfKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.Kernels;
import dev.tuwen.compute.cpu.kernels.NibbleKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.cpu.kernels.SplitKernels;
import dev.tuwen.compute.cpu.machine.MachineNibbles;
import dev.tuwen.compute.cpu.machine.MachineRounded;
import dev.tuwen.compute.cpu.machine.MachineSplit;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The kernels in vectors. Made by the provider of the CPU backend.
public final class VectorKernels implements Kernels {
    private static final PanelLayout LAYOUT = new PanelLayout(VectorConstants.LANES, VectorConstants.PANEL_ROWS);

    private final @Nullable MachineCode code;
    private final NibbleKernels nibbles;
    private final @Nullable SplitKernels split;
    private final @Nullable HalfKernels halves;
    private final String name;

    /// Settles the width of vectors for the whole process.
    ///
    /// @param codes of the processor, of which the first for vectors of this width is made use of
    public VectorKernels(List<MachineCode> codes) {
        MachineCode.Choice choice = MachineCode.choose(codes, VectorConstants.LANES);
        Optional<MachineCode> used = Optional.ofNullable(choice.code());
        code = choice.code();
        nibbles = used.<NibbleKernels>map(MachineNibbles::new).orElseGet(VectorNibbles::new);
        split = used.filter(MachineCode::splits).map(MachineSplit::new).orElse(null);
        halves = split == null ? used.map(MachineRounded::new).orElse(null) : split;
        name = VectorConstants.BITS + "-bit vectors" + (VectorConstants.FUSED ? "" : " without FMA") + choice.name();
    }

    /// Name of the system property that settles the width: 128, 256 or 512 bits, or 0 for none.
    public static String widthProperty() {
        return VectorConstants.BITS_PROPERTY;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public int lanes() {
        return VectorConstants.LANES;
    }

    @Override
    public int panelRows() {
        return VectorConstants.PANEL_ROWS;
    }

    @Override
    public NibbleKernels nibbles() {
        return nibbles;
    }

    @Override
    public @Nullable SplitKernels split() {
        return split;
    }

    @Override
    public @Nullable HalfKernels split(DType type) {
        return switch (type) {
            case F16, BF16 -> halves;
            case Q8_0 -> split;
            case F32, I32, Q4_0, Q4_1, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K -> null;
        };
    }

    @Override
    public void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        long halves = offset + 2L * firstColumn * VectorConstants.PANEL_ROWS;
        int firstBlock = firstColumn / PanelLayout.BLOCK;
        int blocks = Math.ceilDiv(columnCount, PanelLayout.BLOCK);
        switch (matrix.type()) {
            case F32 -> {
                long bytes = 4L * columnCount * VectorConstants.PANEL_ROWS;
                MemorySegment.copy(w, offset + 4L * firstColumn * VectorConstants.PANEL_ROWS, to, 0, bytes);
            }
            case F16 -> VectorWidening.f16(w, halves, columnCount, to);
            case BF16 -> VectorWidening.bf16(w, halves, columnCount, to);
            case Q8_0 -> VectorWidening.q8(w, offset + firstBlock * LAYOUT.blockBytes(DType.Q8_0), blocks, to);
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        }
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        int columns = matrix.columns();
        int padded = Math.ceilDiv(columns, PanelLayout.BLOCK) * PanelLayout.BLOCK;
        boolean wide = VectorConstants.PANEL_VECTORS == 4;
        switch (matrix.type()) {
            case F32 -> {
                to.asSlice(toOffset, 4L * VectorConstants.PANEL_ROWS).fill((byte) 0);
                float[] row = x.asSlice(xOffset, 4L * columns).toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
                tile(1, columns, w, offset, row, 0, columns, to, toOffset, 0);
            }
            case F16 -> {
                if (wide) {
                    VectorHalfDots.f16Of4(columns, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorHalfDots.f16Of2(columns, w, offset, x, xOffset, to, toOffset);
                }
            }
            case BF16 -> {
                if (wide) {
                    VectorHalfDots.bf16Of4(columns, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorHalfDots.bf16Of2(columns, w, offset, x, xOffset, to, toOffset);
                }
            }
            case Q8_0 -> {
                if (code != null) {
                    int blocks = padded / PanelLayout.BLOCK;
                    code.dotQ8(w.asSlice(offset), x.asSlice(xOffset), to.asSlice(toOffset), blocks);
                } else if (wide) {
                    VectorBlockDots.q8Of4(padded, w, offset, x, xOffset, to, toOffset);
                } else {
                    VectorBlockDots.q8Of2(padded, w, offset, x, xOffset, to, toOffset);
                }
            }
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        }
    }

    @Override
    public void tiles(
            int rows,
            int columns,
            int outputs,
            MemorySegment w,
            long wOffset,
            float[] x,
            int xOffset,
            int xPitch,
            MemorySegment sums,
            long sumsOffset,
            long sumsPitch) {
        VectorTiles.all(rows, columns, outputs, w, wOffset, x, xOffset, xPitch, sums, sumsOffset, sumsPitch);
    }

    @Override
    public void copyRows(
            int rows,
            int count,
            MemorySegment from,
            long fromOffset,
            long fromPitch,
            MemorySegment to,
            long toOffset,
            long toPitch) {
        VectorRows.copyRows(rows, count, from, fromOffset, fromPitch, to, toOffset, toPitch);
    }

    @Override
    public void addScaledRows(
            int rows,
            int count,
            MemorySegment a,
            long aOffset,
            long aPitch,
            MemorySegment b,
            long bOffset,
            long bPitch,
            float scale,
            MemorySegment to,
            long toOffset,
            long toPitch) {
        VectorRows.addScaledRows(rows, count, a, aOffset, aPitch, b, bOffset, bPitch, scale, to, toOffset, toPitch);
    }

    @Override
    public void activate(Activation activation, MemorySegment x, long xOffset, int count) {
        VectorMath.activate(activation, x, xOffset, count);
    }

    @Override
    public void add(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        VectorRows.add(a, aOffset, b, bOffset, to, toOffset, count);
    }

    @Override
    public void multiply(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        VectorRows.multiply(a, aOffset, b, bOffset, to, toOffset, count);
    }

    @Override
    public void addScaled(
            MemorySegment a,
            long aOffset,
            MemorySegment b,
            long bOffset,
            float scale,
            MemorySegment to,
            long toOffset,
            int count) {
        VectorRows.addScaled(a, aOffset, b, bOffset, scale, to, toOffset, count);
    }

    @Override
    public void scale(MemorySegment x, long xOffset, float scale, MemorySegment to, long toOffset, int count) {
        VectorRows.scale(x, xOffset, scale, to, toOffset, count);
    }

    @Override
    public void rmsNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns) {
        VectorRows.rmsNorm(x, xOffset, gain, epsilon, to, toOffset, columns);
    }

    @Override
    public void layerNorm(
            MemorySegment x,
            long xOffset,
            MemorySegment gain,
            MemorySegment bias,
            float epsilon,
            MemorySegment to,
            long toOffset,
            int columns) {
        VectorRows.layerNorm(x, xOffset, gain, bias, epsilon, to, toOffset, columns);
    }

    @Override
    public void rotate(
            MemorySegment x,
            long xOffset,
            MemorySegment table,
            long tableOffset,
            MemorySegment to,
            long toOffset,
            int half) {
        VectorRows.rotate(x, xOffset, table, tableOffset, to, toOffset, half);
    }

    @Override
    public void softmax(MemorySegment x, long xOffset, int count, float scale) {
        VectorMath.softmax(x, xOffset, count, scale);
    }

    @Override
    public float largest(MemorySegment x, long xOffset, int count) {
        return VectorMath.largest(x, xOffset, count);
    }

    @Override
    public float exponentials(MemorySegment x, long xOffset, int count, float scale, float offset) {
        return VectorMath.exponentials(x, xOffset, count, scale, offset);
    }

    @Override
    public void keyScores(
            HeadLayout layout,
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work) {
        VectorCache.scores(code, layout, query, queryOffset, keys, plane, rows, positions, to, toOffset, work);
    }

    @Override
    public void mixValues(
            HeadLayout layout,
            MemorySegment shares,
            long sharesOffset,
            MemorySegment values,
            long plane,
            int rows,
            int positions,
            MemorySegment to,
            long toOffset,
            MemorySegment work) {
        VectorCache.mix(code, layout, shares, sharesOffset, values, plane, rows, positions, to, toOffset, work);
    }

    @Override
    public void widenKeys(
            HeadLayout layout,
            MemorySegment keys,
            long plane,
            int rows,
            int first,
            int count,
            MemorySegment to,
            MemorySegment work) {
        VectorCache.widenKeys(layout, keys, plane, rows, first, count, to, work);
    }

    @Override
    public void widenValues(
            HeadLayout layout, MemorySegment values, long plane, int rows, int first, int count, MemorySegment to) {
        VectorCache.widenValues(layout, values, plane, rows, first, count, to);
    }

    @Override
    public void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        VectorWidening.halves(from, fromOffset, to, toOffset, count);
    }
}

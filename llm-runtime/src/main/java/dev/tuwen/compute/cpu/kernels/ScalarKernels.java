package dev.tuwen.compute.cpu.kernels;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.DType;
import java.lang.foreign.MemorySegment;

/// Plain loops: for machines without vectors, and the twin that vector kernels are tested against.
public final class ScalarKernels implements Kernels {
    private static final int PANEL_ROWS = 8;
    private static final int LANES = 4;
    private static final int BLOCK = PanelLayout.BLOCK;

    private final PanelLayout layout = new PanelLayout(LANES, PANEL_ROWS);

    private final NibbleKernels nibbles = new ScalarNibbles();

    /// Made by the backend's provider.
    public ScalarKernels() {}

    @Override
    public String name() {
        return "scalar";
    }

    @Override
    public int lanes() {
        return LANES;
    }

    @Override
    public int panelRows() {
        return PANEL_ROWS;
    }

    @Override
    public NibbleKernels nibbles() {
        return nibbles;
    }

    @Override
    public void widen(PackedMatrix matrix, int panel, int firstColumn, int columnCount, MemorySegment to) {
        for (int k = 0; k < columnCount; k++) {
            for (int r = 0; r < PANEL_ROWS; r++) {
                to.set(JAVA_FLOAT_UNALIGNED, 4L * (k * PANEL_ROWS + r), weight(matrix, panel, firstColumn + k, r));
            }
        }
    }

    @Override
    public void dot(PackedMatrix matrix, int panel, MemorySegment x, long xOffset, MemorySegment to, long toOffset) {
        for (int r = 0; r < PANEL_ROWS; r++) {
            float sum = 0;
            for (int k = 0; k < matrix.columns(); k++) {
                sum += at(x, xOffset + 4L * k) * weight(matrix, panel, k, r);
            }
            put(to, toOffset + 4L * r, sum);
        }
    }

    private float weight(PackedMatrix matrix, int panel, int column, int r) {
        MemorySegment w = matrix.memory();
        long offset = matrix.panelOffset(panel);
        return switch (matrix.type()) {
            case F32 -> at(w, offset + 4L * ((long) column * PANEL_ROWS + r));
            case F16 -> Float.float16ToFloat(half(w, offset + 2L * column * PANEL_ROWS + layout.halfOffset(r)));
            case BF16 -> Float.intBitsToFloat(half(w, offset + 2L * column * PANEL_ROWS + layout.halfOffset(r)) << 16);
            case Q8_0 -> quantized(w, offset + column / BLOCK * layout.blockBytes(DType.Q8_0), column % BLOCK, r);
            case I32, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                throw new IllegalArgumentException("no panels of numbers are " + matrix.type());
        };
    }

    private float quantized(MemorySegment w, long block, int column, int r) {
        int packed = w.get(JAVA_INT_UNALIGNED, block + 4L * (column / 4 * PANEL_ROWS + r));
        int quant = (packed << (8 * (column % 4))) >> 24;
        return quant * Float.float16ToFloat(half(w, block + layout.quantBytes(DType.Q8_0) + layout.halfOffset(r)));
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
        for (int t = 0; t < rows; t++) {
            long s = sumsOffset + t * sumsPitch;
            for (int k = 0; k < columns; k++) {
                float factor = x[xOffset + t * xPitch + k];
                addScaled(sums, s, w, wOffset + 4L * PANEL_ROWS * k, factor, sums, s, outputs);
            }
        }
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
        for (int t = 0; t < rows; t++) {
            MemorySegment.copy(from, fromOffset + t * fromPitch, to, toOffset + t * toPitch, 4L * count);
        }
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
        for (int t = 0; t < rows; t++) {
            addScaled(a, aOffset + t * aPitch, b, bOffset + t * bPitch, scale, to, toOffset + t * toPitch, count);
        }
    }

    @Override
    public void activate(Activation activation, MemorySegment x, long xOffset, int count) {
        for (int i = 0; i < count; i++) {
            put(x, xOffset + 4L * i, Activations.of(activation, at(x, xOffset + 4L * i)));
        }
    }

    @Override
    public void add(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            put(to, toOffset + 4L * i, at(a, aOffset + 4L * i) + at(b, bOffset + 4L * i));
        }
    }

    @Override
    public void multiply(
            MemorySegment a, long aOffset, MemorySegment b, long bOffset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            put(to, toOffset + 4L * i, at(a, aOffset + 4L * i) * at(b, bOffset + 4L * i));
        }
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
        for (int i = 0; i < count; i++) {
            put(to, toOffset + 4L * i, at(a, aOffset + 4L * i) + scale * at(b, bOffset + 4L * i));
        }
    }

    @Override
    public void scale(MemorySegment x, long xOffset, float scale, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            put(to, toOffset + 4L * i, scale * at(x, xOffset + 4L * i));
        }
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
        double squares = 0;
        for (int c = 0; c < columns; c++) {
            float v = at(x, xOffset + 4L * c);
            squares += (double) v * v;
        }
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        for (int c = 0; c < columns; c++) {
            put(to, toOffset + 4L * c, at(x, xOffset + 4L * c) * factor * at(gain, 4L * c));
        }
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
        double sum = 0;
        for (int c = 0; c < columns; c++) {
            sum += at(x, xOffset + 4L * c);
        }
        float mean = (float) (sum / columns);
        double squares = 0;
        for (int c = 0; c < columns; c++) {
            float v = at(x, xOffset + 4L * c) - mean;
            squares += (double) v * v;
        }
        float factor = (float) (1 / Math.sqrt(squares / columns + epsilon));
        for (int c = 0; c < columns; c++) {
            put(to, toOffset + 4L * c, (at(x, xOffset + 4L * c) - mean) * factor * at(gain, 4L * c) + at(bias, 4L * c));
        }
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
        for (int i = 0; i < half; i++) {
            float a = at(x, xOffset + 4L * i);
            float b = at(x, xOffset + 4L * (i + half));
            float cosine = at(table, tableOffset + 4L * i);
            float sine = at(table, tableOffset + 4L * (i + half));
            put(to, toOffset + 4L * i, a * cosine - b * sine);
            put(to, toOffset + 4L * (i + half), b * cosine + a * sine);
        }
    }

    @Override
    public void softmax(MemorySegment x, long xOffset, int count, float scale) {
        float largest = scale * largest(x, xOffset, count);
        scale(x, xOffset, 1 / exponentials(x, xOffset, count, scale, largest), x, xOffset, count);
    }

    @Override
    public float largest(MemorySegment x, long xOffset, int count) {
        float largest = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            largest = Math.max(largest, at(x, xOffset + 4L * i));
        }
        return largest;
    }

    @Override
    public float exponentials(MemorySegment x, long xOffset, int count, float scale, float offset) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            float e = (float) Math.exp(scale * at(x, xOffset + 4L * i) - offset);
            put(x, xOffset + 4L * i, e);
            sum += e;
        }
        return (float) sum;
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
        for (int s = 0; s < positions; s++) {
            layout.read(keys, plane, rows, s, work, 0);
            float sum = 0;
            for (int c = 0; c < layout.width(); c++) {
                sum += at(query, queryOffset + 4L * c) * at(work, 4L * c);
            }
            put(to, toOffset + 4L * s, sum);
        }
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
        for (int s = 0; s < positions; s++) {
            layout.read(values, plane, rows, s, work, 0);
            addScaled(to, toOffset, work, 0, at(shares, sharesOffset + 4L * s), to, toOffset, layout.width());
        }
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
        long panelBytes = 4L * PANEL_ROWS * layout.paddedWidth();
        for (int s = 0; s < count; s++) {
            layout.read(keys, plane, rows, first + s, work, 0);
            for (int c = 0; c < layout.width(); c++) {
                long column = s / PANEL_ROWS * panelBytes + 4L * (c * PANEL_ROWS + s % PANEL_ROWS);
                put(to, column, at(work, 4L * c));
            }
        }
    }

    @Override
    public void widenValues(
            HeadLayout layout, MemorySegment values, long plane, int rows, int first, int count, MemorySegment to) {
        for (int s = 0; s < count; s++) {
            for (int c = 0; c < layout.paddedWidth(); c++) {
                float value = c < layout.width() ? layout.read(values, plane, rows, first + s, c) : 0;
                long panel = 4L * PANEL_ROWS * CACHE_CHUNK * (c / PANEL_ROWS);
                put(to, panel + 4L * (s * PANEL_ROWS + c % PANEL_ROWS), value);
            }
        }
    }

    @Override
    public void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            put(to, toOffset + 4L * i, Float.float16ToFloat(half(from, fromOffset + 2L * i)));
        }
    }

    private static float at(MemorySegment from, long offset) {
        return from.get(JAVA_FLOAT_UNALIGNED, offset);
    }

    private static void put(MemorySegment to, long offset, float value) {
        to.set(JAVA_FLOAT_UNALIGNED, offset, value);
    }

    private static short half(MemorySegment from, long offset) {
        return from.get(JAVA_SHORT_UNALIGNED, offset);
    }
}

package dev.tuwen.compute.cpu.scalar;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import java.lang.foreign.MemorySegment;

/// Attention in plain loops: for machines without vectors, and the twin that other kernels are tested against.
public final class ScalarAttention implements AttentionKernels {
    private static final int PANEL_ROWS = ScalarLinear.PANEL_ROWS;

    /// Nothing to prepare.
    public ScalarAttention() {}

    @Override
    public void softmax(MemorySegment x, long xOffset, int count, float scale) {
        float maximum = scale * maximum(x, xOffset, count);
        float factor = 1 / exponentials(x, xOffset, count, scale, maximum);
        for (int i = 0; i < count; i++) {
            put(x, xOffset + 4L * i, factor * at(x, xOffset + 4L * i));
        }
    }

    @Override
    public float maximum(MemorySegment x, long xOffset, int count) {
        float maximum = Float.NEGATIVE_INFINITY;
        for (int i = 0; i < count; i++) {
            maximum = Math.max(maximum, at(x, xOffset + 4L * i));
        }
        return maximum;
    }

    @Override
    public float exponentials(MemorySegment x, long xOffset, int count, float scale, float maximum) {
        double sum = 0;
        for (int i = 0; i < count; i++) {
            float e = (float) Math.exp(scale * at(x, xOffset + 4L * i) - maximum);
            put(x, xOffset + 4L * i, e);
            sum += e;
        }
        return (float) sum;
    }

    @Override
    public void scores(
            HeadSlab keys, MemorySegment query, int positions, MemorySegment scores, MemorySegment workspace) {
        for (int s = 0; s < positions; s++) {
            keys.read(s, workspace, 0);
            float sum = 0;
            for (int c = 0; c < keys.layout().width(); c++) {
                sum += at(query, 4L * c) * at(workspace, 4L * c);
            }
            put(scores, 4L * s, sum);
        }
    }

    @Override
    public void addValues(
            HeadSlab values, MemorySegment probabilities, int positions, MemorySegment to, MemorySegment workspace) {
        for (int s = 0; s < positions; s++) {
            values.read(s, workspace, 0);
            float probability = at(probabilities, 4L * s);
            for (int c = 0; c < values.layout().width(); c++) {
                put(to, 4L * c, at(to, 4L * c) + probability * at(workspace, 4L * c));
            }
        }
    }

    @Override
    public void widenKeys(HeadSlab keys, int first, int count, MemorySegment to, MemorySegment workspace) {
        HeadLayout layout = keys.layout();
        long panelBytes = 4L * PANEL_ROWS * layout.paddedWidth();
        for (int s = 0; s < count; s++) {
            keys.read(first + s, workspace, 0);
            for (int c = 0; c < layout.width(); c++) {
                long column = s / PANEL_ROWS * panelBytes + 4L * (c * PANEL_ROWS + s % PANEL_ROWS);
                put(to, column, at(workspace, 4L * c));
            }
        }
    }

    @Override
    public void widenValues(HeadSlab values, int first, int count, MemorySegment to) {
        HeadLayout layout = values.layout();
        for (int s = 0; s < count; s++) {
            for (int c = 0; c < layout.paddedWidth(); c++) {
                float value = c < layout.width() ? values.read(first + s, c) : 0;
                long panel = 4L * PANEL_ROWS * CHUNK * (c / PANEL_ROWS);
                put(to, panel + 4L * (s * PANEL_ROWS + c % PANEL_ROWS), value);
            }
        }
    }

    @Override
    public void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        for (int i = 0; i < count; i++) {
            short bits = from.get(JAVA_SHORT_UNALIGNED, fromOffset + 2L * i);
            put(to, toOffset + 4L * i, Float.float16ToFloat(bits));
        }
    }

    private static float at(MemorySegment from, long offset) {
        return from.get(JAVA_FLOAT_UNALIGNED, offset);
    }

    private static void put(MemorySegment to, long offset, float value) {
        to.set(JAVA_FLOAT_UNALIGNED, offset, value);
    }
}

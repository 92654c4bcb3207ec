package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.PANEL_ROWS;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Attention in vectors: cached keys and values of any type, by the kernels of each.
public final class VectorAttention implements AttentionKernels {
    private static final long VECTOR = 4L * LANES;
    private static final long STEP = 4L * PANEL_ROWS;

    private final ElementKernels elements = new VectorElements();

    /// Settles the width of vectors for the whole process.
    public VectorAttention() {}

    @Override
    public void softmax(MemorySegment x, long xOffset, int count, float scale) {
        float maximum = scale * maximum(x, xOffset, count);
        float sum = exponentials(x, xOffset, count, scale, maximum);
        View row = View.ofRow(x, xOffset);
        elements.scale(row, 1 / sum, row, 1, count);
    }

    @Override
    public float maximum(MemorySegment x, long xOffset, int count) {
        return VectorMath.maximum(x, xOffset, count);
    }

    @Override
    public float exponentials(MemorySegment x, long xOffset, int count, float scale, float maximum) {
        return VectorMath.exponentials(x, xOffset, count, scale, maximum);
    }

    @Override
    public void scores(
            HeadSlab keys, MemorySegment query, int positions, MemorySegment scores, MemorySegment workspace) {
        HeadLayout layout = keys.layout();
        int blocks = Math.ceilDiv(positions, LANES);
        View words = new View(keys.memory(), keys.offset(), layout.words() * VECTOR);
        switch (layout.type()) {
            case F32 -> VectorKeys.f32(query, words, blocks, scores);
            case F16 -> {
                View scaled = View.ofRow(workspace, 0);
                elements.scale(View.ofRow(query, 0), VectorKeys.F16_QUERY_SCALE, scaled, 1, layout.paddedWidth());
                int touched = VectorKeys.f16(workspace, words, blocks, scores);
                workspace.set(JAVA_INT_UNALIGNED, 0, touched);
            }
            default -> {
                for (int s = 0; s < positions; s += CHUNK) {
                    scoresOfBlocks(keys, query, s, Math.min(CHUNK, positions - s), scores, workspace);
                }
            }
        }
    }

    private void scoresOfBlocks(
            HeadSlab keys, MemorySegment query, int first, int count, MemorySegment scores, MemorySegment workspace) {
        HeadLayout layout = keys.layout();
        long from = keys.wordOffset(first);
        int blocks = Math.ceilDiv(count, LANES);
        View products = View.ofRow(workspace, 0);
        View scales = View.ofRow(workspace, 4L * CHUNK);
        View to = View.ofRow(scores, 4L * first);
        for (int b = 0; b < layout.scales(); b++) {
            View words = new View(keys.memory(), from + 8 * VECTOR * b, layout.words() * VECTOR);
            VectorKeys.q8(query, 4L * HeadLayout.SCALED * b, words, blocks, workspace);
            VectorWidening.halves(keys.memory(), keys.scaleOffset(first, b), workspace, scales.offset(), count);
            if (b == 0) {
                elements.multiply(products, scales, to, 1, count);
            } else {
                elements.multiply(products, scales, products, 1, count);
                elements.add(products, to, to, 1, count);
            }
        }
    }

    @Override
    public void addValues(
            HeadSlab values, MemorySegment probabilities, int positions, MemorySegment to, MemorySegment workspace) {
        for (int s = 0; s < positions; s += CHUNK) {
            int count = Math.min(CHUNK, positions - s);
            switch (values.layout().type()) {
                case F32 -> addF32(values, probabilities, s, count, to);
                case F16 -> addF16(values, probabilities, s, count, to, workspace);
                default -> addBlocks(values, probabilities, s, count, to, workspace);
            }
        }
    }

    private static void addF32(HeadSlab values, MemorySegment probabilities, int first, int count, MemorySegment to) {
        long pitch = 4L * values.layout().words();
        for (long o = 0; o < pitch; o += VECTOR) {
            View words = new View(values.memory(), values.wordOffset(first) + o, pitch);
            VectorValues.f32(probabilities, 4L * first, words, count, to, o);
        }
    }

    private static void addF16(
            HeadSlab values,
            MemorySegment probabilities,
            int first,
            int count,
            MemorySegment to,
            MemorySegment workspace) {
        long pitch = 4L * values.layout().words();
        long from = values.wordOffset(first);
        long o = 0;
        for (; o <= pitch - 2 * VECTOR; o += 2 * VECTOR) {
            View words = new View(values.memory(), from + o, pitch);
            int touched = VectorValues.f16Of2(probabilities, 4L * first, words, count, to, 2 * o);
            workspace.set(JAVA_INT_UNALIGNED, 0, touched);
        }
        if (o < pitch) {
            View words = new View(values.memory(), from + o, pitch);
            VectorValues.f16(probabilities, 4L * first, words, count, to, 2 * o);
        }
    }

    private void addBlocks(
            HeadSlab values,
            MemorySegment probabilities,
            int first,
            int count,
            MemorySegment to,
            MemorySegment workspace) {
        HeadLayout layout = values.layout();
        long pitch = 4L * layout.words();
        for (int b = 0; b < layout.scales(); b++) {
            View scaled = View.ofRow(workspace, 4L * CHUNK * b);
            VectorWidening.halves(values.memory(), values.scaleOffset(first, b), workspace, scaled.offset(), count);
            elements.multiply(scaled, View.ofRow(probabilities, 4L * first), scaled, 1, count);
        }
        for (long o = 0; o < pitch; o += VECTOR) {
            View words = new View(values.memory(), values.wordOffset(first) + o, pitch);
            long lower = 4L * CHUNK * (o / HeadLayout.SCALED);
            long upper = 4L * CHUNK * ((o + VECTOR - 1) / HeadLayout.SCALED);
            VectorValues.q8(workspace, lower, upper, words, count, to, 4 * o);
        }
    }

    @Override
    public void widenKeys(HeadSlab keys, int first, int count, MemorySegment to, MemorySegment workspace) {
        HeadLayout layout = keys.layout();
        MemorySegment memory = keys.memory();
        for (int s = 0; s < count; s += LANES) {
            long from = keys.wordOffset(first + s);
            long o = (long) (s / PANEL_ROWS) * layout.paddedWidth() * STEP + 4L * (s % PANEL_ROWS);
            View columns = new View(to, o, STEP);
            switch (layout.type()) {
                case F32 -> elements.copy(new View(memory, from, VECTOR), columns, layout.words(), LANES);
                case F16 -> VectorKeys.widenF16(memory, from, layout.words(), columns);
                default -> {
                    for (int b = 0; b < layout.scales(); b++) {
                        long scale = keys.scaleOffset(first + s, b);
                        VectorWidening.halves(memory, scale, workspace, b * VECTOR, LANES);
                    }
                    VectorKeys.widenQ8(memory, from, layout.words(), workspace, columns);
                }
            }
        }
    }

    @Override
    public void widenValues(HeadSlab values, int first, int count, MemorySegment to) {
        MemorySegment memory = values.memory();
        long bytes = 4L * values.layout().words();
        for (int s = 0; s < count; s++) {
            long from = values.wordOffset(first + s);
            switch (values.layout().type()) {
                case F32 -> {
                    for (long o = 0; o < bytes; o += STEP) {
                        MemorySegment.copy(memory, from + o, to, panel(s, o), Math.min(STEP, bytes - o));
                    }
                }
                case F16 -> {
                    for (long o = 0; o < bytes; o += VECTOR) {
                        VectorValues.widenF16(memory, from + o, to, panel(s, 2 * o));
                    }
                }
                default -> {
                    for (long o = 0; o < bytes; o += VECTOR) {
                        float lower = scale(values, first + s, o);
                        float upper = scale(values, first + s, o + VECTOR - 1);
                        long half = panel(s, 4 * o + 2 * VECTOR);
                        VectorValues.widenQ8(memory, from + o, lower, upper, to, panel(s, 4 * o), half);
                    }
                }
            }
        }
    }

    @Override
    public void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        VectorWidening.halves(from, fromOffset, to, toOffset, count);
    }

    /// Where a byte of a position's widened columns is in panels of columns.
    private static long panel(int position, long column) {
        return column / STEP * STEP * CHUNK + position * STEP + column % STEP;
    }

    /// The scale of the column whose byte is `column`.
    private static float scale(HeadSlab values, int position, long column) {
        long offset = values.scaleOffset(position, (int) (column / HeadLayout.SCALED));
        return Float.float16ToFloat(values.memory().get(JAVA_SHORT_UNALIGNED, offset));
    }
}

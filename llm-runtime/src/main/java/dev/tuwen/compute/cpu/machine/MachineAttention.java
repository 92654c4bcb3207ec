package dev.tuwen.compute.cpu.machine;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.cpu.driver.CacheCode;
import dev.tuwen.compute.cpu.driver.MachineCode;
import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// Cached keys and values of heads of 64 columns in F16 or Q8_0, in the processor's own code; all else as other kernels
/// do it.
public final class MachineAttention implements AttentionKernels {
    /// What a query is multiplied with for F16 keys: half the difference of the exponents' biases.
    private static final float F16_QUERY_SCALE = 0x1p56f;

    private final CacheCode code;
    private final int lanes;
    private final AttentionKernels others;
    private final ElementKernels elements;

    /// @param code of this processor
    /// @param others for layouts of as many lanes
    /// @param elements for what comes before
    public MachineAttention(MachineCode code, AttentionKernels others, ElementKernels elements) {
        this.code = code.cache();
        lanes = code.lanes();
        this.others = others;
        this.elements = elements;
    }

    private static boolean fits(HeadLayout layout) {
        return layout.paddedWidth() == MachineCode.CACHED_COLUMNS && layout.type() != DType.F32;
    }

    @Override
    public void softmax(MemorySegment x, long xOffset, int count, float scale) {
        others.softmax(x, xOffset, count, scale);
    }

    @Override
    public float maximum(MemorySegment x, long xOffset, int count) {
        return others.maximum(x, xOffset, count);
    }

    @Override
    public float exponentials(MemorySegment x, long xOffset, int count, float scale, float maximum) {
        return others.exponentials(x, xOffset, count, scale, maximum);
    }

    @Override
    public void scores(
            HeadSlab keys, MemorySegment query, int positions, MemorySegment scores, MemorySegment workspace) {
        if (!fits(keys.layout())) {
            others.scores(keys, query, positions, scores, workspace);
            return;
        }
        MemorySegment words = keys.memory().asSlice(keys.offset());
        int blocks = Math.ceilDiv(positions, lanes);
        if (keys.layout().type() == DType.F16) {
            View scaled = View.ofRow(workspace, 0);
            elements.scale(View.ofRow(query, 0), F16_QUERY_SCALE, scaled, 1, MachineCode.CACHED_COLUMNS);
            code.keysF16(workspace, words, scores, blocks);
        } else {
            MemorySegment lower = keys.memory().asSlice(keys.scaleOffset(0, 0));
            MemorySegment upper = keys.memory().asSlice(keys.scaleOffset(0, 1));
            code.keysQ8(query, words, lower, upper, scores, blocks);
        }
    }

    @Override
    public void addValues(
            HeadSlab values, MemorySegment probabilities, int positions, MemorySegment to, MemorySegment workspace) {
        if (!fits(values.layout())) {
            others.addValues(values, probabilities, positions, to, workspace);
            return;
        }
        for (int s = 0; s < positions; s += CHUNK) {
            int count = Math.min(CHUNK, positions - s);
            MemorySegment words = values.memory().asSlice(values.wordOffset(s));
            if (values.layout().type() == DType.F16) {
                code.valuesF16(probabilities.asSlice(4L * s), words, to, count);
            } else {
                for (int b = 0; b < values.layout().scales(); b++) {
                    View scaled = View.ofRow(workspace, 4L * CHUNK * b);
                    others.widenHalves(values.memory(), values.scaleOffset(s, b), workspace, scaled.offset(), count);
                    elements.multiply(scaled, View.ofRow(probabilities, 4L * s), scaled, 1, count);
                }
                code.valuesQ8(workspace, workspace.asSlice(4L * CHUNK), words, to, count);
            }
        }
    }

    @Override
    public void widenKeys(HeadSlab keys, int first, int count, MemorySegment to, MemorySegment workspace) {
        others.widenKeys(keys, first, count, to, workspace);
    }

    @Override
    public void widenValues(HeadSlab values, int first, int count, MemorySegment to) {
        others.widenValues(values, first, count, to);
    }

    @Override
    public void widenHalves(MemorySegment from, long fromOffset, MemorySegment to, long toOffset, int count) {
        others.widenHalves(from, fromOffset, to, toOffset, count);
    }
}

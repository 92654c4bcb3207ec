package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.AttentionKernels;
import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.HeadSlab;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;

/// The keys or the values of one head in one run of attention, wherever they are.
sealed interface HeadSource {
    /// Columns of F32 rows in which heads are side by side.
    ///
    /// @param rows one a position
    /// @param firstColumn of the head
    /// @param width columns of the head
    record Inline(Rows rows, int firstColumn, int width) implements HeadSource {
        @Override
        public int paddedWidth(KernelSet kernels) {
            int lanes = kernels.linear().lanes();
            return Math.ceilDiv(width, lanes) * lanes;
        }

        @Override
        public void widenKeys(KernelSet kernels, int first, int count, MemorySegment to, Scratch scratch) {
            int panelRows = kernels.linear().panelRows();
            long panelBytes = 4L * panelRows * paddedWidth(kernels);
            for (int s = 0; s < count; s++) {
                long from = rows.at(first + s, firstColumn);
                long start = s / panelRows * panelBytes + 4L * (s % panelRows);
                for (int c = 0; c < width; c++) {
                    float key = rows.memory().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
                    to.set(JAVA_FLOAT_UNALIGNED, start + 4L * c * panelRows, key);
                }
            }
        }

        @Override
        public void widenValues(KernelSet kernels, int first, int count, MemorySegment to) {
            int panelRows = kernels.linear().panelRows();
            int padded = paddedWidth(kernels);
            for (int c = 0; c < padded; c += panelRows) {
                var panel = new View(to, 4L * c * AttentionKernels.CHUNK, 4L * panelRows);
                int valid = Math.min(panelRows, width - c);
                int beyond = Math.min(panelRows, padded - c) - valid;
                kernels.elements().copy(rows.view(first, firstColumn + c), panel, count, valid);
                for (int s = 0; s < count && beyond > 0; s++) {
                    to.asSlice(panel.row(s) + 4L * valid, 4L * beyond).fill((byte) 0);
                }
            }
        }
    }

    /// A slab of a cache.
    record Cached(HeadSlab slab) implements HeadSource {
        @Override
        public int paddedWidth(KernelSet kernels) {
            return slab.layout().paddedWidth();
        }

        @Override
        public void widenKeys(KernelSet kernels, int first, int count, MemorySegment to, Scratch scratch) {
            long bytes = AttentionKernels.workspaceBytes(slab.layout());
            kernels.attention().widenKeys(slab, first, count, to, scratch.reserve(Scratch.Purpose.WIDENED, bytes));
        }

        @Override
        public void widenValues(KernelSet kernels, int first, int count, MemorySegment to) {
            kernels.attention().widenValues(slab, first, count, to);
        }
    }

    /// Columns of a packed key or value.
    int paddedWidth(KernelSet kernels);

    /// Keys as panels of positions: `[panels, padded width, P]`. What lies beyond the last position is undefined, and
    /// so are the scores there.
    ///
    /// @param first a multiple of the rows of a panel
    void widenKeys(KernelSet kernels, int first, int count, MemorySegment to, Scratch scratch);

    /// Values as panels of columns, `[panels, CHUNK, P]`, padded with zeros to the padded width.
    void widenValues(KernelSet kernels, int first, int count, MemorySegment to);

    /// A head of a buffer of a run.
    static HeadSource of(CpuBuffer buffer, int head) {
        HeadLayout layout = buffer.layout();
        if (layout == null) {
            throw new IllegalArgumentException(
                    "attention: buffer '" + buffer.ref().name() + "' was not declared as keys or values of heads");
        }
        return new Cached(buffer.slab(layout, head));
    }
}

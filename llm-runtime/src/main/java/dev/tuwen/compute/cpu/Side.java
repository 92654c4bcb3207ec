package dev.tuwen.compute.cpu;

import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import dev.tuwen.compute.cpu.kernels.HeadLayout;
import dev.tuwen.compute.cpu.kernels.Kernels;
import java.lang.foreign.MemorySegment;

/// The keys or the values of one run of attention, wherever they are.
sealed interface Side {
    /// F32 rows, heads side by side.
    record Lines(Rows rows) implements Side {
        @Override
        public int paddedWidth(Kernels kernels, int width) {
            return Math.ceilDiv(width, kernels.lanes()) * kernels.lanes();
        }

        @Override
        public void widenKeys(
                Kernels kernels, int head, int width, int first, int count, MemorySegment to, Scratch scratch) {
            int panelRows = kernels.panelRows();
            long panelBytes = 4L * panelRows * paddedWidth(kernels, width);
            for (int s = 0; s < count; s++) {
                long from = rows.at(first + s, head * width);
                long start = s / panelRows * panelBytes + 4L * (s % panelRows);
                for (int c = 0; c < width; c++) {
                    float key = rows.memory().get(JAVA_FLOAT_UNALIGNED, from + 4L * c);
                    to.set(JAVA_FLOAT_UNALIGNED, start + 4L * c * panelRows, key);
                }
            }
        }

        @Override
        public void widenValues(Kernels kernels, int head, int width, int first, int count, MemorySegment to) {
            int panelRows = kernels.panelRows();
            int padded = paddedWidth(kernels, width);
            for (int c = 0; c < padded; c += panelRows) {
                long start = 4L * c * Kernels.CACHE_CHUNK;
                int valid = Math.min(panelRows, width - c);
                int beyond = Math.min(panelRows, padded - c) - valid;
                long from = rows.at(first, head * width + c);
                kernels.copyRows(count, valid, rows.memory(), from, rows.pitch(), to, start, 4L * panelRows);
                for (int s = 0; s < count && beyond > 0; s++) {
                    to.asSlice(start + 4L * (s * panelRows + valid), 4L * beyond)
                            .fill((byte) 0);
                }
            }
        }
    }

    /// Planes of a cache.
    record Planes(CpuBuffer buffer, HeadLayout layout) implements Side {
        MemorySegment memory() {
            return buffer.memory();
        }

        long plane(int head) {
            return buffer.plane(layout, head);
        }

        int rows() {
            return buffer.rows();
        }

        @Override
        public int paddedWidth(Kernels kernels, int width) {
            return layout.paddedWidth();
        }

        @Override
        public void widenKeys(
                Kernels kernels, int head, int width, int first, int count, MemorySegment to, Scratch scratch) {
            MemorySegment work = scratch.reserve(Scratch.Purpose.WIDENED, Kernels.workBytes(layout));
            kernels.widenKeys(layout, memory(), plane(head), rows(), first, count, to, work);
        }

        @Override
        public void widenValues(Kernels kernels, int head, int width, int first, int count, MemorySegment to) {
            kernels.widenValues(layout, memory(), plane(head), rows(), first, count, to);
        }
    }

    /// Columns of a packed key or value.
    int paddedWidth(Kernels kernels, int width);

    /// Keys of a head as panels of positions: `[panels, padded width, P]`. What lies beyond the last position is
    /// undefined, and so are the scores there.
    ///
    /// @param first a multiple of [Kernels#panelRows()]
    void widenKeys(Kernels kernels, int head, int width, int first, int count, MemorySegment to, Scratch scratch);

    /// Values of a head as panels of columns, `[panels, CACHE_CHUNK, P]`, padded with zeros to the padded width.
    void widenValues(Kernels kernels, int head, int width, int first, int count, MemorySegment to);

    /// A buffer of a run.
    static Side of(CpuBuffer buffer) {
        HeadLayout layout = buffer.layout();
        if (layout == null) {
            throw new IllegalArgumentException(
                    "attention: buffer '" + buffer.ref().name() + "' was not declared as keys or values of heads");
        }
        return new Planes(buffer, layout);
    }
}

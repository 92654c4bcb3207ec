package dev.tuwen.compute.cpu;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.cpu.driver.ZeroedMemory;
import dev.tuwen.compute.cpu.kernels.ColumnGroups;
import dev.tuwen.compute.cpu.kernels.KernelSet;
import dev.tuwen.compute.cpu.kernels.MatrixPacker;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.PanelLayout;
import dev.tuwen.compute.spi.GroupedRows;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/// Weights of the CPU backend: matrices packed in panels, vectors in F32, tables used where they lie. Made by the
/// backend; closed by its owner.
final class CpuWeightStore implements WeightStore {
    /// A table in the memory of the source.
    ///
    /// @param type as stored
    /// @param rows the rows, without gaps
    record Table(DType type, MemorySegment rows) {}

    private final CpuBackend backend;
    private final Arena arena;
    private final PanelLayout layout;
    private final PanelLayout quantizedLayout;
    private final Map<WeightRef, PackedMatrix> matrices = new HashMap<>();
    private final Map<WeightRef, MemorySegment> vectors = new HashMap<>();
    private final Map<WeightRef, Table> tables = new HashMap<>();
    private long byteSize;

    CpuWeightStore(CpuBackend backend, Arena arena) {
        this.backend = backend;
        this.arena = arena;
        KernelSet kernels = backend.kernels();
        this.layout = new PanelLayout(kernels.linear().lanes(), kernels.linear().panelRows());
        this.quantizedLayout =
                new PanelLayout(kernels.quantized().lanes(), kernels.quantized().panelRows());
    }

    /// Brings the weights in; called once by the backend.
    void load(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
        checkMemory(source, wanted, options);
        for (WeightRef ref : wanted) {
            if (options.cancelled().getAsBoolean()) {
                throw new CancellationException("loading of weights was cancelled");
            }
            switch (ref.role()) {
                case MATRIX -> matrices.computeIfAbsent(ref, r -> matrix(r, source, options.matrixType()));
                case TABLE -> {
                    DType type = source.dtype(ref.name());
                    if (type == DType.I32) {
                        throw new IllegalArgumentException("a table cannot be looked up in as " + type);
                    }
                    MemorySegment bytes = wholeRows(ref, source);
                    if (tables.putIfAbsent(ref, new Table(type, bytes)) == null) {
                        byteSize += bytes.byteSize();
                    }
                }
                case VECTOR -> vectors.computeIfAbsent(ref, r -> widened(r, source));
            }
            if (ref.role() != WeightRef.Role.TABLE) {
                source.release(ref);
            }
            options.loaded().accept(ref);
        }
    }

    private static MemorySegment wholeRows(WeightRef ref, WeightSource source) {
        MemorySegment bytes = source.bytes(ref);
        checkSize(ref, bytes, source.dtype(ref.name()).byteSize(ref.rows(), ref.columns()));
        return bytes;
    }

    private static void checkSize(WeightRef ref, MemorySegment bytes, long expected) {
        if (bytes.byteSize() != expected) {
            throw new IllegalArgumentException("weight '" + ref.name() + "': the source gave " + bytes.byteSize()
                    + " bytes, " + expected + " were expected");
        }
    }

    PackedMatrix matrix(WeightRef ref) {
        return required(matrices.get(ref), ref);
    }

    /// F32 elements, padded with zeros to whole panels.
    MemorySegment vector(WeightRef ref) {
        return required(vectors.get(ref), ref);
    }

    Table table(WeightRef ref) {
        return required(tables.get(ref), ref);
    }

    private static <T> T required(@Nullable T weight, WeightRef ref) {
        if (weight == null) {
            throw new IllegalArgumentException("weight " + ref + " was not loaded");
        }
        return weight;
    }

    private void checkMemory(WeightSource source, Collection<WeightRef> wanted, LoadOptions options) {
        long needed = 0;
        for (WeightRef ref : wanted) {
            if (ref.role() == WeightRef.Role.MATRIX) {
                needed = Math.addExact(needed, neededBytes(ref, source, options.matrixType()));
            }
        }
        backend.checkFree("the weights", needed);
    }

    private long neededBytes(WeightRef ref, WeightSource source, @Nullable DType wanted) {
        if (staysGrouped(ref, source, wanted)) {
            return packedBytes(ref, DType.Q4_0);
        }
        DType stored = source.dtype(ref.name());
        DType type = MatrixPacker.packedType(stored, wanted);
        int blocks = MatrixPacker.hasMinimums(stored, type) ? Math.ceilDiv(ref.columns(), PanelLayout.BLOCK) : 0;
        return packedBytes(ref, type) + ColumnGroups.byteSize(paddedRows(ref), blocks);
    }

    /// Rows of the panels of a matrix in Q4_0.
    private int paddedRows(WeightRef ref) {
        return Math.ceilDiv(ref.rows(), quantizedLayout.panelRows()) * quantizedLayout.panelRows();
    }

    private LongFunction<MemorySegment> minimumsOf(WeightRef ref) {
        return size -> backend.reserve(arena, size, "minimums of weight '" + ref.name() + "'");
    }

    private long packedBytes(WeightRef ref, DType type) {
        PanelLayout panels = layout(type);
        return Math.multiplyExact(
                (long) Math.ceilDiv(ref.rows(), panels.panelRows()), panels.panelBytes(type, ref.columns()));
    }

    private PanelLayout layout(DType type) {
        return type == DType.Q4_0 ? quantizedLayout : layout;
    }

    private static boolean staysGrouped(WeightRef ref, WeightSource source, @Nullable DType wanted) {
        return (wanted == null || wanted == DType.Q4_0) && source.isGrouped(ref.name());
    }

    private PackedMatrix matrix(WeightRef ref, WeightSource source, @Nullable DType wanted) {
        if (!staysGrouped(ref, source, wanted)) {
            DType stored = source.dtype(ref.name());
            DType type = MatrixPacker.packedType(stored, wanted);
            ColumnGroups columnGroups = MatrixPacker.hasMinimums(stored, type)
                    ? ColumnGroups.ofBlocks(
                            Math.ceilDiv(ref.columns(), PanelLayout.BLOCK),
                            paddedRows(ref),
                            layout.panelRows(),
                            minimumsOf(ref))
                    : null;
            return packed(ref, stored, wholeRows(ref, source), type, columnGroups);
        }
        GroupedRows rows = source.grouped(ref);
        checkSize(ref, rows.blocks(), DType.Q4_0.byteSize(ref.rows(), ref.columns()));
        ColumnGroups columnGroups =
                ColumnGroups.of(rows, ref.rows(), paddedRows(ref), layout.panelRows(), minimumsOf(ref));
        return packed(ref, DType.Q4_0, rows.blocks(), DType.Q4_0, columnGroups);
    }

    private PackedMatrix packed(
            WeightRef ref, DType stored, MemorySegment bytes, DType type, @Nullable ColumnGroups columnGroups) {
        long size = packedBytes(ref, type);
        MemorySegment memory = backend.reserve(arena, size, "weight '" + ref.name() + "'");
        PanelLayout panels = layout(type);
        long panelBytes = panels.panelBytes(type, ref.columns());
        var matrix =
                new PackedMatrix(type, ref.rows(), ref.columns(), panels.panelRows(), panelBytes, memory, columnGroups);
        var packing =
                new Packing(new MatrixPacker(panels, backend.kernels().quantized(), stored, bytes, matrix), matrix);
        backend.team().submit(packing);
        packing.await();
        byteSize += size + (columnGroups == null ? 0 : columnGroups.byteSize());
        return matrix;
    }

    private MemorySegment widened(WeightRef ref, WeightSource source) {
        MemorySegment bytes = source.bytes(ref);
        DType stored = source.dtype(ref.name());
        var elements = new float[StoredRows.paddedColumns(stored, ref.rows())];
        if (bytes.byteSize() < stored.rowBytes(ref.rows())) {
            throw new IllegalArgumentException("weight '" + ref.name() + "': the source gave " + bytes.byteSize()
                    + " bytes, " + stored.rowBytes(ref.rows()) + " were expected");
        }
        StoredRows.decode(stored, bytes, 0, ref.rows(), elements, 0);
        int panelRows = Math.max(layout.panelRows(), quantizedLayout.panelRows());
        long padded = (long) Math.ceilDiv(ref.rows(), panelRows) * panelRows;
        MemorySegment memory = backend.reserve(arena, 4 * padded, "weight '" + ref.name() + "'");
        MemorySegment.copy(elements, 0, memory, ValueLayout.JAVA_FLOAT, 0, ref.rows());
        byteSize += 4 * padded;
        return memory;
    }

    @Override
    public long byteSize() {
        return byteSize;
    }

    @Override
    public void close() {
        backend.release(this);
    }

    /// Packs one matrix, a panel a chunk.
    private static final class Packing implements WorkerTeam.Job {
        private final MatrixPacker packer;
        private final PackedMatrix matrix;
        private final CountDownLatch done = new CountDownLatch(1);
        private final AtomicReference<Throwable> failure = new AtomicReference<>();

        Packing(MatrixPacker packer, PackedMatrix matrix) {
            this.packer = packer;
            this.matrix = matrix;
        }

        @Override
        public int steps() {
            return 1;
        }

        @Override
        public int chunks(int step) {
            return matrix.panels();
        }

        @Override
        public void chunk(int step, int chunk, Scratch scratch) {
            ZeroedMemory.populate(matrix.panel(chunk));
            packer.pack(chunk);
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void ended(boolean complete, @Nullable Throwable thrown) {
            failure.set(thrown);
            done.countDown();
        }

        void await() {
            CpuRun.awaitUninterruptibly(done);
            switch (failure.get()) {
                case null -> {}
                case RuntimeException e -> throw e;
                case Error e -> throw e;
                case Throwable e -> throw new IllegalStateException(e);
            }
        }
    }
}

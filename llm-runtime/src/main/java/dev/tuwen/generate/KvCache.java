package dev.tuwen.generate;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Keys and values of every layer for the positions computed so far. Made by [LanguageModel#newCache]; closed by its
/// owner; engine thread only. Grows a little at a time, one buffer after the other, so that it never holds much more
/// than the positions need: copying all rows is a matter of milliseconds, and there are many seconds of decoding
/// between two times.
public final class KvCache implements AutoCloseable {
    /// Rows it begins with and grows by, at least.
    private static final int STEP_ROWS = 256;

    /// It grows by this part of its rows at least.
    private static final int STEP_PART = 8;

    private final Backend backend;
    private final int limit;
    private final Map<BufferRef, Buffer> buffers = new LinkedHashMap<>();
    private final Positions positions = new Positions(STEP_ROWS);
    private int rows;

    KvCache(Backend backend, List<BufferRef> refs, int limit) {
        this.backend = backend;
        this.limit = limit;
        this.rows = Math.min(STEP_ROWS, limit);
        try {
            for (BufferRef ref : refs) {
                buffers.put(ref, backend.allocate(ref, rows));
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /// Positions it may hold at most.
    public int limit() {
        return limit;
    }

    /// Positions computed so far.
    public int length() {
        return positions.length();
    }

    /// What the rows were computed from.
    Positions positions() {
        return positions;
    }

    /// Grows to hold `wanted` positions.
    void ensure(int wanted) {
        if (wanted > limit) {
            throw new IllegalArgumentException("cache of " + limit + " positions cannot hold " + wanted);
        }
        if (wanted <= rows) {
            return;
        }
        int step = Math.max(STEP_ROWS, rows / STEP_PART);
        int grown = (int) Math.min(limit, Math.max(wanted, (long) rows + step));
        for (Map.Entry<BufferRef, Buffer> entry : buffers.entrySet()) {
            Buffer old = entry.getValue();
            Buffer larger = backend.allocate(entry.getKey(), grown);
            larger.copyRows(old, 0, 0, Math.min(length(), old.rows()));
            entry.setValue(larger);
            old.close();
        }
        rows = grown;
    }

    /// Forgets the positions from `length` on.
    void truncate(int length) {
        positions.truncate(length);
    }

    /// Becomes a copy of another cache of the same model.
    ///
    /// @param shared positions that both are known to hold alike; these are not copied
    void copyFrom(KvCache other, int shared) {
        ensure(other.length());
        for (Map.Entry<BufferRef, Buffer> entry : buffers.entrySet()) {
            Buffer source = java.util.Objects.requireNonNull(other.buffers.get(entry.getKey()));
            entry.getValue().copyRows(source, shared, shared, other.length() - shared);
        }
        positions.truncate(0);
        positions.addAll(other.positions, 0, other.length());
    }

    /// Copies the positions `[from, to)`, to be taken back later.
    ///
    /// @throws dev.tuwen.compute.spi.OutOfDeviceMemoryException if they do not fit; this cache stays as it is
    KeptRows keep(int from, int to) {
        var kept = new KeptRows(positions.copy(to), from);
        try {
            for (Map.Entry<BufferRef, Buffer> entry : buffers.entrySet()) {
                Buffer rows = backend.allocate(entry.getKey(), to - from);
                kept.add(entry.getKey(), rows);
                rows.copyRows(entry.getValue(), from, 0, to - from);
            }
        } catch (RuntimeException e) {
            kept.close();
            throw e;
        }
        return kept;
    }

    /// Goes on with rows that were kept, up to position `to`; what they begin after is the same here.
    void takeBack(KeptRows kept, int to) {
        int from = length();
        ensure(to);
        for (Map.Entry<BufferRef, Buffer> entry : buffers.entrySet()) {
            entry.getValue().copyRows(kept.buffer(entry.getKey()), from - kept.first(), from, to - from);
        }
        positions.addAll(kept.positions(), from, to);
    }

    /// Memory that copies of some rows take, in bytes.
    long byteSize(int count) {
        return buffers.keySet().stream()
                .mapToLong(ref -> ref.type().byteSize(count, ref.columns()))
                .sum();
    }

    void bind(Bindings bindings) {
        buffers.forEach(bindings::buffer);
    }

    @Override
    public void close() {
        buffers.values().forEach(Buffer::close);
        buffers.clear();
    }
}

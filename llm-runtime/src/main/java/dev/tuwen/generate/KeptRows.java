package dev.tuwen.generate;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.spi.Buffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/// Keys and values of the last positions of a branch, kept when a cache turned to another. Made by [KvCache#keep];
/// closed by its owner; engine thread only.
final class KeptRows implements AutoCloseable {
    private final Positions positions;
    private final int first;
    private final Map<BufferRef, Buffer> buffers = new LinkedHashMap<>();

    /// @param positions the branch from its beginning to the last of these rows; not changed any more
    /// @param first position of the first row
    KeptRows(Positions positions, int first) {
        this.positions = positions;
        this.first = first;
    }

    void add(BufferRef ref, Buffer rows) {
        buffers.put(ref, rows);
    }

    Positions positions() {
        return positions;
    }

    int first() {
        return first;
    }

    int count() {
        return positions.length() - first;
    }

    Buffer buffer(BufferRef ref) {
        return Objects.requireNonNull(buffers.get(ref));
    }

    @Override
    public void close() {
        buffers.values().forEach(Buffer::close);
        buffers.clear();
    }
}

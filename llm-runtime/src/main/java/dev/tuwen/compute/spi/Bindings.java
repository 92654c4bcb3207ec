package dev.tuwen.compute.spi;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Value;
import java.lang.foreign.MemorySegment;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What one run reads and writes. Made once for an executable and reused; changed only while no run uses it.
///
/// Segments are the caller's, native or on the heap, row-major without gaps, and must live until the run has ended.
public final class Bindings {
    private final Map<Value, MemorySegment> inputs = new HashMap<>();
    private final Map<Value, MemorySegment> outputs = new HashMap<>();
    private final Map<BufferRef, Buffer> buffers = new HashMap<>();
    private final Map<Param, Integer> params = new HashMap<>();

    /// Nothing bound yet.
    public Bindings() {}

    /// Binds an input; the segment has exactly [Value#byteSize()] bytes.
    public Bindings input(Value value, MemorySegment segment) {
        inputs.put(value, sized(value, segment));
        return this;
    }

    /// Binds an output; the segment has exactly [Value#byteSize()] bytes.
    public Bindings output(Value value, MemorySegment segment) {
        outputs.put(value, sized(value, segment));
        return this;
    }

    /// Binds a buffer of the reference's type, width and use; names may differ.
    public Bindings buffer(BufferRef ref, Buffer buffer) {
        if (!buffer.ref().isLaidOutLike(ref)) {
            throw new IllegalArgumentException("buffer " + ref + " cannot be bound to " + buffer.ref());
        }
        buffers.put(ref, buffer);
        return this;
    }

    /// Sets a parameter.
    public Bindings set(Param param, int value) {
        params.put(param, value);
        return this;
    }

    /// The segment bound to an input, or null.
    public @Nullable MemorySegment input(Value value) {
        return inputs.get(value);
    }

    /// The segment bound to an output, or null.
    public @Nullable MemorySegment output(Value value) {
        return outputs.get(value);
    }

    /// The buffer bound to a reference, or null.
    public @Nullable Buffer buffer(BufferRef ref) {
        return buffers.get(ref);
    }

    /// The value of a parameter, or null.
    public @Nullable Integer param(Param param) {
        return params.get(param);
    }

    private static MemorySegment sized(Value value, MemorySegment segment) {
        if (segment.byteSize() != value.byteSize()) {
            throw new IllegalArgumentException(
                    value + " needs " + value.byteSize() + " bytes, the segment has " + segment.byteSize());
        }
        return segment;
    }
}

package dev.tuwen.vision;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.quantization.StoredRows;
import java.lang.foreign.MemorySegment;

/// Reads small tensors to the host: tables that are resized there and then given to programs as inputs.
final class HostTensor {

    private HostTensor() {}

    /// The numbers a reference names, widened to F32.
    static float[] read(WeightSource source, WeightRef ref) {
        DType type = source.dtype(ref.name());
        MemorySegment bytes = source.bytes(ref);
        float[] values = new float[Math.toIntExact(ref.elements())];
        if (type == DType.I32 || type.isQuantized()) {
            throw new IllegalArgumentException(
                    "weight '" + ref.name() + "' is of type " + type + ", expected F32, F16 or BF16");
        }
        StoredRows.decode(type, bytes, 0, values.length, values, 0);
        source.release(ref);
        return values;
    }
}

package dev.tuwen.vision;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/// Reads small tensors to the host: tables that are resized there and then given to programs as inputs.
final class HostTensor {

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    private HostTensor() {}

    /// The numbers a reference names, widened to F32.
    static float[] read(WeightSource source, WeightRef ref) {
        DType type = source.dtype(ref.name());
        MemorySegment bytes = source.bytes(ref);
        float[] values = new float[Math.toIntExact(ref.elements())];
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (type) {
                case F32 -> bytes.get(FLOAT, 4L * i);
                case F16 -> Float.float16ToFloat(bytes.get(SHORT, 2L * i));
                case BF16 -> Float.intBitsToFloat(bytes.get(SHORT, 2L * i) << Short.SIZE);
                case I32, Q8_0, Q4_0, Q4_1, Q5_0, Q5_1, Q4_K, Q5_K, Q6_K ->
                    throw new IllegalArgumentException(
                            "weight '" + ref.name() + "' is of type " + type + ", expected F32, F16 or BF16");
            };
        }
        source.release(ref);
        return values;
    }
}

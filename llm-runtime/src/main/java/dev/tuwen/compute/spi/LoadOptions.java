package dev.tuwen.compute.spi;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// How weights are brought to a device.
///
/// @param matrixType type that matrices are packed in (F32, BF16, Q8_0 or Q4_0), or null for the type they are stored
///     in
/// @param loaded told after each weight, on the loading thread
/// @param cancelled asked between weights
public record LoadOptions(@Nullable DType matrixType, Consumer<WeightRef> loaded, BooleanSupplier cancelled) {
    /// As stored, without progress.
    public static LoadOptions asStored() {
        return packed(null);
    }

    /// Packed in `matrixType`, without progress.
    public static LoadOptions packed(@Nullable DType matrixType) {
        return new LoadOptions(matrixType, ref -> {}, () -> false);
    }
}

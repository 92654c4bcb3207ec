package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.DType;
import org.jspecify.annotations.Nullable;

/// The kernels of a backend, one twin of each family. Chosen once by the backend's provider, see
/// [dev.tuwen.compute.cpu.KernelSets]; no twin knows another. Stateless; any thread.
///
/// @param name for the name of the device: "512-bit vectors"
/// @param linear products with matrices of all types but Q4_0
/// @param quantized products with matrices in Q4_0
/// @param attention softmax and cached keys and values
/// @param elements what is done to each element or row
/// @param reduced for many rows with matrices of 16 bits; null where F32 is faster
/// @param roofline loops that reach the machine's limits
public record KernelSet(
        String name,
        LinearKernels linear,
        QuantizedLinearKernels quantized,
        AttentionKernels attention,
        ElementKernels elements,
        @Nullable ReducedLinearKernels reduced,
        RooflineLoops roofline) {
    /// For many rows, to nearly the accuracy of F32; null where the processor has no tiles.
    public @Nullable Bf16SplitKernels bf16Split() {
        return reduced instanceof Bf16SplitKernels split ? split : null;
    }

    /// For many rows with a matrix of a type; null where F32 is faster, or needed for the accuracy of the type.
    public @Nullable ReducedLinearKernels reduced(DType type) {
        return switch (type) {
            case F16, BF16 -> reduced;
            case Q8_0 -> bf16Split();
            case F32, I32, Q4_0, Q4_1, Q4_K, Q5_0, Q5_1, Q5_K, Q6_K -> null;
        };
    }
}

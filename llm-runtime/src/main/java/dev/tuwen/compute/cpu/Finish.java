package dev.tuwen.compute.cpu;

import dev.tuwen.compute.Activation;
import dev.tuwen.compute.cpu.kernels.ElementKernels;
import dev.tuwen.compute.cpu.kernels.PackedMatrix;
import dev.tuwen.compute.cpu.kernels.View;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/// What happens to the sums of a projection, whose bias is part of them.
sealed interface Finish {
    /// `activation(sums)`.
    ///
    /// @param bias padded to whole panels, or null
    /// @param activation applied last
    record Activate(@Nullable MemorySegment bias, Activation activation) implements Finish {
        @Override
        public void store(ElementKernels kernels, View sums, View up, Rows result, Region region) {
            if (activation != Activation.NONE) {
                kernels.activate(activation, sums, region.rows, width(sums));
            }
            kernels.copy(sums, region.of(result), region.rows, region.columns);
        }
    }

    /// `residual + scale · sums`.
    ///
    /// @param bias padded to whole panels, or null
    /// @param residual `[T, O]`
    /// @param scale factor
    record AddTo(@Nullable MemorySegment bias, Rows residual, float scale) implements Finish {
        @Override
        public void store(ElementKernels kernels, View sums, View up, Rows result, Region region) {
            kernels.addScaled(region.of(residual), sums, scale, region.of(result), region.rows, region.columns);
        }
    }

    /// `activation(sums) ⊙ (x · Uᵀ)`.
    ///
    /// @param up `[O, I]`
    /// @param activation of the gate
    record Gate(PackedMatrix up, Activation activation) implements Finish {
        @Override
        public @Nullable MemorySegment bias() {
            return null;
        }

        @Override
        public void store(ElementKernels kernels, View sums, View up, Rows result, Region region) {
            kernels.activate(activation, sums, region.rows, width(sums));
            kernels.multiply(sums, up, region.of(result), region.rows, region.columns);
        }
    }

    /// A part of the result.
    ///
    /// @param firstRow of the part
    /// @param rows number of rows
    /// @param firstColumn of the part
    /// @param columns number of columns, without padding
    record Region(int firstRow, int rows, int firstColumn, int columns) {
        View of(Rows whole) {
            return whole.view(firstRow, firstColumn);
        }
    }

    /// Padded to whole panels, or null for none.
    @Nullable
    MemorySegment bias();

    /// Stores the sums of a region.
    ///
    /// @param sums padded to whole panels; changed
    /// @param up as many sums of the second projection, for [Gate] only
    void store(ElementKernels kernels, View sums, View up, Rows result, Region region);

    private static int width(View sums) {
        return (int) (sums.pitch() / Float.BYTES);
    }
}

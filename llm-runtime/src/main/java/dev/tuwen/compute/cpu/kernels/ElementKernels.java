package dev.tuwen.compute.cpu.kernels;

import dev.tuwen.compute.Activation;
import java.lang.foreign.MemorySegment;

/// What is done to each element, or to each row by itself. Stateless; any thread. All take `rows` rows of `columns`
/// numbers, and a view whose pitch is 0 gives the same row each time. A result may alias an operand where both have the
/// same place and pitch.
public interface ElementKernels {
    /// `to[t, i] = from[t, i]`.
    void copy(View from, View to, int rows, int columns);

    /// `to[t, i] = a[t, i] + b[t, i]`.
    void add(View a, View b, View to, int rows, int columns);

    /// `to[t, i] = a[t, i] · b[t, i]`.
    void multiply(View a, View b, View to, int rows, int columns);

    /// `to[t, i] = scale · x[t, i]`.
    void scale(View x, float scale, View to, int rows, int columns);

    /// `to[t, i] = a[t, i] + scale · b[t, i]`.
    void addScaled(View a, View b, float scale, View to, int rows, int columns);

    /// `x[t, i] = activation(x[t, i])`, in place.
    void activate(Activation activation, View x, int rows, int columns);

    /// [dev.tuwen.compute.Op.RmsNorm].
    void rmsNorm(View x, MemorySegment gain, float epsilon, View to, int rows, int columns);

    /// [dev.tuwen.compute.Op.LayerNorm].
    void layerNorm(View x, MemorySegment gain, MemorySegment bias, float epsilon, View to, int rows, int columns);

    /// Heads of [dev.tuwen.compute.Op.Rope], one a row: `(a, b) → (a cos − b sin, b cos + a sin)` over the two halves.
    ///
    /// @param table the cosines of half a head, then the sines
    /// @param half half the width of a head
    void rotate(View x, View table, View to, int rows, int half);
}

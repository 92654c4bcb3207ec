package dev.tuwen.model;

import java.util.Objects;

/// How to open a model.
///
/// @param device id of the backend: `cpu`, `cuda`, `metal`, or `auto` for the best there is
/// @param weights how weights are kept in memory
/// @param threads worker threads on the host; 0 lets the backend choose
/// @param cache how keys and values are kept in memory
public record OpenOptions(String device, WeightPrecision weights, int threads, CachePrecision cache) {
    /// The best device, the most exact weights that fit.
    public static final OpenOptions DEFAULT = new OpenOptions("auto", WeightPrecision.AUTO, 0);

    /// Checks the values.
    public OpenOptions {
        Objects.requireNonNull(device, "device");
        Objects.requireNonNull(weights, "weights");
        Objects.requireNonNull(cache, "cache");
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("thread count " + threads + ", expected 0 to 1024");
        }
    }

    /// The same on another device.
    public OpenOptions withDevice(String choice) {
        return new OpenOptions(choice, weights, threads, cache);
    }

    /// The same with other weights.
    public OpenOptions withWeights(WeightPrecision choice) {
        return new OpenOptions(device, choice, threads, cache);
    }

    /// The same on another number of threads.
    public OpenOptions withThreads(int choice) {
        return new OpenOptions(device, weights, choice, cache);
    }

    /// The same with other keys and values.
    public OpenOptions withCache(CachePrecision choice) {
        return new OpenOptions(device, weights, threads, choice);
    }

    /// Options with keys and values as exact as the weights.
    public OpenOptions(String device, WeightPrecision weights, int threads) {
        this(device, weights, threads, CachePrecision.AUTO);
    }
}

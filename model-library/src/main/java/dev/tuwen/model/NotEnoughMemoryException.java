package dev.tuwen.model;

import java.util.Locale;

/// The weights do not fit the memory that is free, in any precision or in the one that was asked for.
public final class NotEnoughMemoryException extends ModelException {
    private static final long serialVersionUID = 1L;

    private static final String SMALLEST = "Q4_0";

    private final long neededBytes;
    private final long freeBytes;
    private final boolean smallest;

    /// @param modelName the model
    /// @param weights the precision that was tried last
    /// @param neededBytes what it needs
    /// @param freeBytes what is free
    public NotEnoughMemoryException(String modelName, String weights, long neededBytes, long freeBytes) {
        super(
                String.format(
                        Locale.ROOT,
                        "model '%s' needs %.1f GB of memory with %s weights, %.1f GB are free; close other programs%s",
                        modelName,
                        neededBytes / 1e9,
                        weights,
                        freeBytes / 1e9,
                        weights.equals(SMALLEST) ? " or use a smaller model" : " or choose smaller weights"),
                null);
        this.neededBytes = neededBytes;
        this.freeBytes = freeBytes;
        this.smallest = weights.equals(SMALLEST);
    }

    /// What is needed.
    public long neededBytes() {
        return neededBytes;
    }

    /// What is free.
    public long freeBytes() {
        return freeBytes;
    }

    /// Whether no smaller weights could be chosen.
    public boolean withSmallestWeights() {
        return smallest;
    }
}

package dev.tuwen.assistant.bench;

import java.util.List;

/// A quantity that was measured several times.
///
/// @param median the middle one, or the mean of the two in the middle
/// @param min the smallest
/// @param max the largest
public record Spread(double median, double min, double max) {
    /// The spread of some values.
    ///
    /// @param values at least one
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.getFirst(), sorted.getLast());
    }

    /// A quantity that can be measured only once.
    public static Spread once(double value) {
        return new Spread(value, value, value);
    }

    /// All three times a factor above 0.
    public Spread times(double factor) {
        return new Spread(median * factor, min * factor, max * factor);
    }

    /// An amount for each of the values: seconds become a rate.
    public Spread under(double amount) {
        return new Spread(amount / median, amount / max, amount / min);
    }
}

package dev.tuwen.generate;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What stands at each position of a prompt or of a key-value cache: a token, or a row of a picture's features. A
/// prompt's is never changed; a cache's grows and is cut on the engine thread.
final class Positions {
    private @Nullable EmbeddingRows[] features;
    private int[] numbers;
    private int length;

    /// None yet.
    ///
    /// @param expected how many there is space for before it grows
    Positions(int expected) {
        features = new EmbeddingRows[expected];
        numbers = new int[expected];
    }

    int length() {
        return length;
    }

    boolean isToken(int position) {
        return features[position] == null;
    }

    /// The token at a position.
    int token(int position) {
        return numbers[position];
    }

    /// The features at a position that is no token.
    EmbeddingRows features(int position) {
        return Objects.requireNonNull(features[position]);
    }

    /// Which row of the features.
    int row(int position) {
        return numbers[position];
    }

    void addToken(int token) {
        add(null, token);
    }

    void addRow(EmbeddingRows rows, int row) {
        add(rows, row);
    }

    /// Appends the positions `[from, to)` of another.
    void addAll(Positions other, int from, int to) {
        for (int position = from; position < to; position++) {
            add(other.features[position], other.numbers[position]);
        }
    }

    /// The first `count` positions, in a list of their own.
    Positions copy(int count) {
        var copy = new Positions(count);
        copy.addAll(this, 0, count);
        return copy;
    }

    private void add(@Nullable EmbeddingRows rows, int number) {
        if (length == numbers.length) {
            int larger = Math.max(256, 2 * length);
            features = Arrays.copyOf(features, larger);
            numbers = Arrays.copyOf(numbers, larger);
        }
        features[length] = rows;
        numbers[length++] = number;
    }

    /// Forgets the positions from `newLength` on, and the features with them.
    void truncate(int newLength) {
        Arrays.fill(features, newLength, length, null);
        length = newLength;
    }

    /// How many positions at the beginning are the same in both. Pictures are told apart by identity, whatever they
    /// hold.
    @SuppressWarnings("ReferenceEquality")
    int sharedWith(Positions other) {
        int shorter = Math.min(length, other.length);
        int shared = 0;
        while (shared < shorter
                && features[shared] == other.features[shared]
                && numbers[shared] == other.numbers[shared]) {
            shared++;
        }
        return shared;
    }
}

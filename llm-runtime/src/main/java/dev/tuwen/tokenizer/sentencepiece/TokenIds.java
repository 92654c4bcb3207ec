package dev.tuwen.tokenizer.sentencepiece;

import java.util.Arrays;

/// A growing list of ids without boxes.
final class TokenIds {
    private int[] ids;
    private int size;

    TokenIds(int expected) {
        ids = new int[Math.max(16, expected)];
    }

    void add(int id) {
        if (size == ids.length) {
            ids = Arrays.copyOf(ids, Math.addExact(size, size >> 1));
        }
        ids[size++] = id;
    }

    int[] toArray() {
        return Arrays.copyOf(ids, size);
    }
}

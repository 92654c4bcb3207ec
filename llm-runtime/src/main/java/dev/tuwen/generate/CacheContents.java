package dev.tuwen.generate;

import java.util.ArrayList;
import java.util.List;

/// What the rows of a key-value cache were computed from, position by position, so that a later prompt finds what it
/// shares.
final class CacheContents {
    private final List<Object> owners = new ArrayList<>();
    private int[] codes = new int[256];

    int length() {
        return owners.size();
    }

    /// Pictures are told apart by identity, whatever they hold.
    @SuppressWarnings("ReferenceEquality")
    boolean holds(int position, Object owner, int code) {
        return position < owners.size() && owners.get(position) == owner && codes[position] == code;
    }

    void append(Object owner, int code) {
        if (owners.size() == codes.length) {
            codes = java.util.Arrays.copyOf(codes, 2 * codes.length);
        }
        codes[owners.size()] = code;
        owners.add(owner);
    }

    void appendToken(int token) {
        append(Prompt.class, token);
    }

    void truncate(int length) {
        owners.subList(length, owners.size()).clear();
    }

    void become(CacheContents other) {
        owners.clear();
        owners.addAll(other.owners);
        codes = other.codes.clone();
    }
}

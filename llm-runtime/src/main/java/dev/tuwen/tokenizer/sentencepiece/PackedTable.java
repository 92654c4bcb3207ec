package dev.tuwen.tokenizer.sentencepiece;

import java.util.Arrays;

/// An open-addressed table from a pair of small numbers to a third, packed into one `long` an entry, so that a look-up
/// touches one cache line. Grows while it is filled; reading is safe from any thread once filling is over.
final class PackedTable {
    /// Bits of each of the three numbers.
    private static final int BITS = 21;

    private static final long MASK = (1L << BITS) - 1;
    private static final long EMPTY = -1;

    /// Most slots, 128 MiB; the published vocabularies need a sixteenth of it.
    private static final int MAX_SLOTS = 1 << 24;

    private long[] entries;
    private int shift;
    private int count;

    PackedTable(int expected) {
        int capacity = Integer.highestOneBit(Math.max(8, expected) * 2 - 1) * 2;
        entries = new long[capacity];
        Arrays.fill(entries, EMPTY);
        shift = 64 - Integer.numberOfTrailingZeros(capacity);
    }

    /// The number stored for a pair, or -1.
    int find(int first, int second) {
        long key = key(first, second);
        int slot = slot(key);
        while (true) {
            long entry = entries[slot];
            if (entry == EMPTY) {
                return -1;
            }
            if (entry >>> BITS == key) {
                return (int) (entry & MASK);
            }
            slot = (slot + 1) & (entries.length - 1);
        }
    }

    /// Stores a number for a pair, in place of an earlier one; each number from 0 to 2²¹ − 2.
    void put(int first, int second, int value) {
        if ((first | second | value) < 0 || first >= MASK || second >= MASK || value >= MASK) {
            throw new IllegalArgumentException("(" + first + ", " + second + ") to " + value + ": each below " + MASK);
        }
        if ((count + 1) * 2 > entries.length) {
            grow();
        }
        insert(key(first, second) << BITS | value);
    }

    private void insert(long entry) {
        int slot = slot(entry >>> BITS);
        while (entries[slot] != EMPTY) {
            if (entries[slot] >>> BITS == entry >>> BITS) {
                entries[slot] = entry;
                return;
            }
            slot = (slot + 1) & (entries.length - 1);
        }
        entries[slot] = entry;
        count++;
    }

    private void grow() {
        long[] old = entries;
        if (old.length >= MAX_SLOTS) {
            throw new IllegalArgumentException("at most " + MAX_SLOTS / 2 + " entries in a table");
        }
        entries = new long[old.length * 2];
        Arrays.fill(entries, EMPTY);
        shift--;
        count = 0;
        for (long entry : old) {
            if (entry != EMPTY) {
                insert(entry);
            }
        }
    }

    private static long key(int first, int second) {
        return (long) first << BITS | second;
    }

    // Fibonacci hashing: the upper bits of a product with 2^64 over the golden ratio.
    private int slot(long key) {
        return (int) ((key * 0x9E3779B97F4A7C15L) >>> shift);
    }
}

package dev.tuwen.tokenizer.sentencepiece;

import java.util.Arrays;
import java.util.BitSet;

/// Finds the longest of a set of texts that begins at a place. Immutable once built; safe for any thread.
///
/// A trie over UTF-16 units: one open-addressed table maps (node, unit) to the next node.
final class SymbolTrie {
    private static final int ROOT = 0;

    private final PackedTable edges = new PackedTable(64);
    private final BitSet starts = new BitSet(1 << 16);
    private int nodeCount = 1;
    private int[] values = new int[64];

    private final boolean spacesMarked;

    /// @param spacesMarked whether a space, in the texts and where they are looked for, is the same as
    ///     [Vocabulary#SPACE_MARK]
    SymbolTrie(boolean spacesMarked) {
        this.spacesMarked = spacesMarked;
        values[ROOT] = -1;
    }

    private char unit(char c) {
        return spacesMarked && c == ' ' ? Vocabulary.SPACE_MARK : c;
    }

    /// Adds a text with a value of at least 0; the last value given to a text counts.
    void add(CharSequence text, int value) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("an empty text has no first character");
        }
        int node = ROOT;
        for (int i = 0; i < text.length(); i++) {
            int next = edges.find(node, unit(text.charAt(i)));
            if (next < 0) {
                next = nodeCount++;
                if (next == values.length) {
                    values = Arrays.copyOf(values, next * 2);
                }
                values[next] = -1;
                edges.put(node, unit(text.charAt(i)), next);
            }
            node = next;
        }
        starts.set(unit(text.charAt(0)));
        values[node] = value;
    }

    /// Whether any text begins with this unit: cheap enough for each character.
    boolean mayStart(char first) {
        return starts.get(unit(first));
    }

    /// The longest text that begins at `start` and ends at or before `end`: its length above, its value in the lower 32
    /// bits; or -1.
    long longest(CharSequence text, int start, int end) {
        int node = ROOT;
        long best = -1;
        for (int i = start; i < end; i++) {
            node = edges.find(node, unit(text.charAt(i)));
            if (node < 0) {
                break;
            }
            if (values[node] >= 0) {
                best = (long) (i + 1 - start) << 32 | values[node];
            }
        }
        return best;
    }

    static int length(long match) {
        return (int) (match >>> 32);
    }

    static int value(long match) {
        return (int) match;
    }
}

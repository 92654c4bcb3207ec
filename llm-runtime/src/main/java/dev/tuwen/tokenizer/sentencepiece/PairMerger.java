package dev.tuwen.tokenizer.sentencepiece;

import java.util.Arrays;

/// Merges the symbols of one run of text: always the pair whose piece has the highest score, the leftmost among equals,
/// until none is left. With `n` symbols it takes `O(n log n)`: a doubly linked list of symbols and a heap of pairs,
/// where entries that a merge made stale are recognised when they surface.
///
/// Made for one call of the encoder and reused for all of its runs, so that nothing is allocated per run.
final class PairMerger {
    private static final int NONE = -1;

    private final MergeTable table;
    private int[] symbols = new int[64];
    // merged[i]: the piece that symbol i makes with its right neighbour, or NONE.
    private int[] merged = new int[64];
    private int[] next = new int[64];
    private int[] previous = new int[64];
    private int length;
    // Heap of rank << 32 | left: the smallest is the highest score, then the leftmost.
    private long[] heap = new long[64];
    private int heapSize;

    PairMerger(MergeTable table) {
        this.table = table;
    }

    /// Whether no symbol was added since the run began.
    boolean isEmpty() {
        return length == 0;
    }

    /// The symbol added last.
    int last() {
        return symbols[length - 1];
    }

    /// Adds a symbol to the run.
    ///
    /// @param symbol its number
    /// @param pair what it makes with the symbol before it, as [MergeTable#pair] says; of no meaning for the first
    void add(int symbol, int pair) {
        if (length == symbols.length) {
            int capacity = length * 2;
            symbols = Arrays.copyOf(symbols, capacity);
            merged = Arrays.copyOf(merged, capacity);
            next = Arrays.copyOf(next, capacity);
            previous = Arrays.copyOf(previous, capacity);
        }
        symbols[length] = symbol;
        merged[length] = NONE;
        if (length > 0) {
            setPair(length - 1, pair);
        }
        length++;
    }

    /// Merges the run, hands its symbols to the encoder and begins a new one.
    void flush(BytePairEncoder encoder, TokenIds out) {
        if (length == 1) {
            encoder.appendSymbol(symbols[0], out);
        } else if (length > 1) {
            merge();
            for (int i = 0; i != NONE; i = next[i]) {
                encoder.appendSymbol(symbols[i], out);
            }
        }
        length = 0;
        heapSize = 0;
    }

    private void merge() {
        for (int i = 0; i < length; i++) {
            previous[i] = i - 1;
            next[i] = i + 1;
        }
        next[length - 1] = NONE;
        while (heapSize > 0) {
            long top = pop();
            int left = (int) top;
            int piece = merged[left];
            if (piece != NONE && table.rank(piece) == (int) (top >>> 32)) {
                mergeAt(left, piece);
            }
        }
    }

    private void mergeAt(int left, int piece) {
        int right = next[left];
        int after = next[right];
        symbols[left] = piece;
        merged[right] = NONE;
        merged[left] = NONE;
        next[left] = after;
        if (after != NONE) {
            previous[after] = left;
            setPair(left, table.pair(piece, symbols[after]));
        }
        int before = previous[left];
        if (before != NONE) {
            setPair(before, table.pair(symbols[before], piece));
        }
    }

    private void setPair(int left, int pair) {
        if (pair == MergeTable.STRANGERS || pair == MergeTable.NEIGHBOURS) {
            merged[left] = NONE;
        } else {
            merged[left] = pair;
            push((long) table.rank(pair) << 32 | left);
        }
    }

    private void push(long entry) {
        if (heapSize == heap.length) {
            heap = Arrays.copyOf(heap, heapSize * 2);
        }
        int at = heapSize++;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (heap[parent] <= entry) {
                break;
            }
            heap[at] = heap[parent];
            at = parent;
        }
        heap[at] = entry;
    }

    private long pop() {
        long top = heap[0];
        long moved = heap[--heapSize];
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= heapSize) {
                break;
            }
            if (child + 1 < heapSize && heap[child + 1] < heap[child]) {
                child++;
            }
            if (heap[child] >= moved) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = moved;
        return top;
    }
}

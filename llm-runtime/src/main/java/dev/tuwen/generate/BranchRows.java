package dev.tuwen.generate;

import dev.tuwen.compute.spi.OutOfDeviceMemoryException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongPredicate;

/// Rows of the branches of a dialogue that its key-value cache does not hold, so that whichever branch comes next, what
/// it has in common with an earlier one is not computed again.
///
/// What a cache gives up is copied and kept: as many positions in all as the cache itself may have at most, the least
/// recently used going first. Rows of one branch may go on from rows of another. Owned by a [ChatSession]; engine
/// thread only.
final class BranchRows implements AutoCloseable {
    private final int limit;
    private final LongPredicate affordable;
    /// The most recently used last.
    private final List<KeptRows> kept = new ArrayList<>();

    /// @param limit positions to keep in all
    /// @param affordable whether a number of bytes may be taken for it now
    BranchRows(int limit, LongPredicate affordable) {
        this.limit = limit;
        this.affordable = affordable;
    }

    /// Makes a cache hold as much of a prompt as is known.
    ///
    /// @param keep whether what it gives up may be asked for again
    void turnTo(Positions prompt, KvCache cache, boolean keep) {
        int shared = prompt.sharedWith(cache.positions());
        List<KeptRows> path = path(prompt, shared);
        kept.removeAll(path);
        if (keep) {
            keep(cache, shared);
        }
        kept.addAll(path);
        cache.truncate(shared);
        for (KeptRows rows : path) {
            cache.takeBack(rows, rows.positions().sharedWith(prompt));
            if (cache.length() == rows.positions().length()) {
                kept.remove(rows);
                rows.close();
            }
        }
        forget(limit);
    }

    /// Keeps the positions from `shared` on that no kept rows hold.
    private void keep(KvCache cache, int shared) {
        int from = shared;
        for (KeptRows rows : path(cache.positions(), shared)) {
            from = rows.positions().sharedWith(cache.positions());
        }
        int count = cache.length() - from;
        if (count > 0 && affordable.test(cache.byteSize(count))) {
            forget(limit - count);
            try {
                kept.add(cache.keep(from, cache.length()));
            } catch (OutOfDeviceMemoryException full) {
                // These are computed again if they are asked for.
            }
        }
    }

    /// Forgets the least recently used until there are at most so many positions.
    private void forget(int maximum) {
        int total = kept.stream().mapToInt(KeptRows::count).sum();
        while (total > maximum) {
            KeptRows oldest = kept.removeFirst();
            total -= oldest.count();
            oldest.close();
        }
    }

    /// What leads on from a position of a branch, in order, each from where those before it end.
    private List<KeptRows> path(Positions branch, int from) {
        var path = new ArrayList<KeptRows>();
        int reached = from;
        int before;
        do {
            before = reached;
            for (KeptRows rows : kept) {
                int shared = rows.positions().sharedWith(branch);
                if (rows.first() <= reached && shared > reached) {
                    path.add(rows);
                    reached = shared;
                }
            }
        } while (reached > before);
        return path;
    }

    @Override
    public void close() {
        kept.forEach(KeptRows::close);
        kept.clear();
    }
}

package dev.tuwen.weights.stored;

import dev.tuwen.compute.WeightRef;
import java.lang.foreign.Arena;
import java.util.HashMap;
import java.util.Map;

/// Memory that rows are lent in: kept while somebody reads them, given back with the last. Made and closed by a source;
/// any thread.
public final class Loans implements AutoCloseable {
    private final Map<WeightRef, Loan> loans = new HashMap<>();

    /// @param arena keeps the memory
    /// @param readers how often it was taken and not given back
    private record Loan(Arena arena, int readers) {}

    /// Nothing lent yet.
    public Loans() {}

    /// Memory for rows; the same for all who read them at once.
    @SuppressWarnings("MustBeClosedChecker") // closed when the rows are given back, or with this
    public synchronized Arena take(WeightRef ref) {
        Loan before = loans.get(ref);
        Arena arena = before == null ? Arena.ofShared() : before.arena;
        loans.put(ref, new Loan(arena, before == null ? 1 : before.readers + 1));
        return arena;
    }

    /// Says that one reader is done.
    public synchronized void giveBack(WeightRef ref) {
        Loan loan = loans.remove(ref);
        if (loan != null && loan.readers > 1) {
            loans.put(ref, new Loan(loan.arena, loan.readers - 1));
        } else if (loan != null) {
            loan.arena.close();
        }
    }

    @Override
    public synchronized void close() {
        loans.values().forEach(loan -> loan.arena.close());
        loans.clear();
    }
}

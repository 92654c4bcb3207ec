package dev.tuwen.weights.stored;

import dev.tuwen.weights.WeightFormatException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;

/// Bytes of a file that a tensor or an entry says are its own.
///
/// @param name of whose they are
/// @param start the first
/// @param end behind the last
public record Extent(String name, long start, long end) {
    /// Checks that no two share a byte; empty ones share none.
    ///
    /// @param what they are, for the message
    /// @throws WeightFormatException if two do
    public static void checkApart(Path file, String what, List<Extent> extents) {
        List<Extent> inOrder = extents.stream()
                .filter(extent -> extent.start < extent.end)
                .sorted(Comparator.comparingLong(Extent::start))
                .toList();
        for (int i = 1; i < inOrder.size(); i++) {
            Extent before = inOrder.get(i - 1);
            Extent after = inOrder.get(i);
            if (after.start < before.end) {
                throw new WeightFormatException(
                        file,
                        after.start,
                        what + " that share no bytes",
                        WeightFormatException.quoted(before.name) + " and " + WeightFormatException.quoted(after.name)
                                + " overlapping");
            }
        }
    }
}

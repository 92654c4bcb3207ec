package dev.tuwen.cli;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/// Finds what somebody may have meant.
final class Nearest {
    private Nearest() {}

    /// The candidate that takes the fewest changes to type, if it is at all like it.
    static Optional<String> to(String typed, Collection<String> candidates) {
        int limit = Math.max(1, typed.replaceFirst("^-+", "").length() / 2);
        return candidates.stream()
                .filter(candidate -> changes(typed, candidate) <= limit)
                .min(Comparator.comparingInt((String candidate) -> changes(typed, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /// A half sentence to append to a complaint, or nothing.
    static String suggestion(String typed, Collection<String> candidates) {
        return to(typed, candidates)
                .map(nearest -> "; did you mean '" + nearest + "'?")
                .orElse("");
    }

    /// Letters to insert, delete, replace or swap with their neighbour.
    private static int changes(String a, String b) {
        int[][] distance = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            distance[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            distance[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = distance[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                distance[i][j] = Math.min(replace, 1 + Math.min(distance[i - 1][j], distance[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    distance[i][j] = Math.min(distance[i][j], 1 + distance[i - 2][j - 2]);
                }
            }
        }
        return distance[a.length()][b.length()];
    }
}

package dev.tuwen.compute;

/// How the columns of queries, keys and values split into attention heads.
///
/// Query head `h` uses key/value head `⌊h / (queries / keyValues)⌋`.
///
/// @param queries number of query heads; a multiple of `keyValues`
/// @param keyValues number of key/value heads
/// @param width columns of one head
public record Heads(int queries, int keyValues, int width) {
    /// Checks that the query heads divide evenly.
    public Heads {
        if (queries < 1 || keyValues < 1 || width < 1 || queries % keyValues != 0) {
            throw new IllegalArgumentException("heads " + queries + "/" + keyValues + " of " + width
                    + ": query heads must be a multiple of key/value heads");
        }
    }

    /// As many key/value heads as query heads.
    public static Heads of(int count, int width) {
        return new Heads(count, count, width);
    }

    /// Columns of the queries and of the attention's result.
    public int queryColumns() {
        return Math.multiplyExact(queries, width);
    }

    /// Columns of the keys and of the values.
    public int keyValueColumns() {
        return Math.multiplyExact(keyValues, width);
    }
}

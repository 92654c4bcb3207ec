package dev.tuwen.compute;

/// What queries attend to.
public sealed interface KeyValues {
    /// Keys and values computed in the same program, `[S, keyValueColumns]` each.
    ///
    /// @param keys one row a position
    /// @param values one row a position
    record Inline(Value keys, Value values) implements KeyValues {}

    /// Keys and values in buffers. With `past = p` and `T` query rows, rows `0 … p + T − 1` hold positions `0 … p + T −
    /// 1`; the program has written the rows `p … p + T − 1` before the attention reads them.
    ///
    /// @param keys one row a position
    /// @param values one row a position
    /// @param past positions before the first query row
    record Cached(BufferRef keys, BufferRef values, Param past) implements KeyValues {}
}

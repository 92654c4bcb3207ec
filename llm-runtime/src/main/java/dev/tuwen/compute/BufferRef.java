package dev.tuwen.compute;

/// A device buffer that outlives a run, by name: cached keys, staged inputs. Its width and type are fixed here; how
/// many rows it has is decided when it is allocated, so that a cache can grow without a new program.
///
/// @param name unique in a program
/// @param type F32, F16, or Q8_0 for keys and values; rows are converted when written and read
/// @param columns width of a row
/// @param use who reads the rows: a device may lay them out for it
public record BufferRef(String name, DType type, int columns, Use use) {
    /// Who reads the rows of a buffer. Whatever the use, rows are written, read and copied as rows.
    public sealed interface Use {
        /// Operations that take whole rows.
        record Rows() implements Use {}

        /// Attention, as keys.
        ///
        /// @param headWidth columns of one head; in Q8_0 a head begins a block of its own
        record Keys(int headWidth) implements Use {}

        /// Attention, as values.
        ///
        /// @param headWidth columns of one head; in Q8_0 a head begins a block of its own
        record Values(int headWidth) implements Use {}
    }

    /// Checks the type and width.
    public BufferRef {
        if (columns < 1) {
            throw new IllegalArgumentException("buffer '" + name + "': " + columns + " columns, expected at least 1");
        }
        int headWidth = switch (use) {
            case Use.Rows _ -> columns;
            case Use.Keys(int width) -> width;
            case Use.Values(int width) -> width;
        };
        if (headWidth < 1 || columns % headWidth != 0) {
            throw new IllegalArgumentException(
                    "buffer '" + name + "': " + columns + " columns are not whole heads of " + headWidth);
        }
        boolean blocks = type == DType.Q8_0 && !(use instanceof Use.Rows);
        if (type != DType.F32 && type != DType.F16 && !blocks) {
            throw new IllegalArgumentException("buffer '" + name + "': type " + type
                    + ", expected F32 or F16, or Q8_0 for the keys and values of attention");
        }
    }

    /// Whether a buffer allocated for `other` can take the place of one for this: the same type, width and use,
    /// whatever their names.
    public boolean isLaidOutLike(BufferRef other) {
        return type == other.type && columns == other.columns && use.equals(other.use);
    }

    /// A buffer of whole rows.
    public BufferRef(String name, DType type, int columns) {
        this(name, type, columns, new Use.Rows());
    }

    /// Cached keys of heads.
    public static BufferRef keys(String name, DType type, Heads heads) {
        return new BufferRef(name, type, heads.keyValueColumns(), new Use.Keys(heads.width()));
    }

    /// Cached values of heads.
    public static BufferRef values(String name, DType type, Heads heads) {
        return new BufferRef(name, type, heads.keyValueColumns(), new Use.Values(heads.width()));
    }
}

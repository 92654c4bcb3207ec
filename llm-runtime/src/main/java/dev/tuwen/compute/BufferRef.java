package dev.tuwen.compute;

/// A device buffer that outlives a run, by name: cached keys, staged inputs. Its width and type are fixed here; how
/// many rows it has is decided when it is allocated, so that a cache can grow without a new program.
///
/// @param name unique in a program
/// @param type F32 or F16; rows are converted when written and read
/// @param columns width of a row
public record BufferRef(String name, DType type, int columns) {
    /// Checks the type and width.
    public BufferRef {
        if (type != DType.F32 && type != DType.F16) {
            throw new IllegalArgumentException("buffer '" + name + "': type " + type + ", expected F32 or F16");
        }
        if (columns < 1) {
            throw new IllegalArgumentException("buffer '" + name + "': " + columns + " columns, expected at least 1");
        }
    }
}

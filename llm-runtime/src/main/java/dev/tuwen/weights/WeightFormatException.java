package dev.tuwen.weights;

import java.nio.file.Path;

/// A file of weights is damaged, cut short or of a kind this program does not read.
public final class WeightFormatException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    private final long offset;

    /// Makes the exception.
    ///
    /// @param file the file at fault
    /// @param offset where in the file, in bytes
    /// @param expected what should be there
    /// @param found what is there
    public WeightFormatException(Path file, long offset, String expected, String found) {
        super(file, offset == 0 ? "" : " at byte " + offset, expected, found);
        this.offset = offset;
    }

    /// Where in the file, in bytes from its start.
    public long offset() {
        return offset;
    }
}

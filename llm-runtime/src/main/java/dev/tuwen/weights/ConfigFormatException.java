package dev.tuwen.weights;

import java.nio.file.Path;

/// A settings file beside the weights (`config.json` and its like) is missing, damaged or out of bounds.
public final class ConfigFormatException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param file the file at fault
    /// @param expected what should be there
    /// @param found what is there
    public ConfigFormatException(Path file, String expected, String found) {
        super(file, expected, found);
    }
}

package dev.tuwen.weights;

import java.nio.file.Path;

/// The files are sound, but of a model this program does not run: another architecture or a later member of the family.
public final class UnsupportedModelException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param file the file that says which model it is
    /// @param expected the models that can be run
    /// @param found the model that was found
    public UnsupportedModelException(Path file, String expected, String found) {
        super(file, expected, found);
    }
}

package dev.tuwen.weights;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The files are sound, but of a model this program does not run: another architecture or a later member of the family.
public final class UnsupportedModelException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    private final @Nullable String model;

    /// Makes the exception.
    ///
    /// @param file the file that says which model it is
    /// @param expected the models that can be run
    /// @param found the model that was found
    public UnsupportedModelException(Path file, String expected, String found) {
        super(file, expected, found);
        this.model = null;
    }

    private UnsupportedModelException(Path file, String expected, String evidence, String model) {
        super(
                "'" + file + "': " + model + " cannot be run by this version (" + evidence + "); expected " + expected,
                file,
                expected,
                model);
        this.model = model;
    }

    /// The exception for a model that has a name.
    ///
    /// @param file the file that says which model it is
    /// @param expected the models that can be run
    /// @param model what people call it
    /// @param evidence what in the file says so
    public static UnsupportedModelException named(Path file, String expected, String model, String evidence) {
        return new UnsupportedModelException(file, expected, evidence, model);
    }

    /// What people call the model, as `MiniCPM-V 4.5`.
    public Optional<String> model() {
        return Optional.ofNullable(model);
    }
}

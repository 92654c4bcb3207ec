package dev.tuwen.weights;

import java.nio.file.Path;

/// A tokenizer's file is missing, damaged or asks for something this program does not do.
///
/// It stands beside the other members of its sealed family; [dev.tuwen.tokenizer] throws it.
public final class TokenizerFormatException extends ModelFormatException {
    private static final long serialVersionUID = 1L;

    /// Makes the exception.
    ///
    /// @param file the file at fault
    /// @param expected what should be there
    /// @param found what is there
    public TokenizerFormatException(Path file, String expected, String found) {
        super(file, expected, found);
    }
}

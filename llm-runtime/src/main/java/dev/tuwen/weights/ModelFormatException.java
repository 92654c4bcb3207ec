package dev.tuwen.weights;

import java.nio.file.Path;

/// A file of a model is not what it should be. The message names the file, what was expected and what was found.
public abstract sealed class ModelFormatException extends RuntimeException
        permits ConfigFormatException, TokenizerFormatException, UnsupportedModelException, WeightFormatException {
    private static final long serialVersionUID = 1L;

    private final transient Path file;
    private final String expected;
    private final String found;

    ModelFormatException(String message, Path file, String expected, String found) {
        super(message);
        this.file = file;
        this.expected = expected;
        this.found = found;
    }

    ModelFormatException(Path file, String place, String expected, String found) {
        this("'" + file + "'" + place + ": expected " + expected + ", found " + found, file, expected, found);
    }

    ModelFormatException(Path file, String expected, String found) {
        this(file, "", expected, found);
    }

    /// The file that is at fault.
    public Path file() {
        return file;
    }

    /// What the file should hold, in words.
    public String expected() {
        return expected;
    }

    /// What it holds instead, in words.
    public String found() {
        return found;
    }

    /// A value out of a file, shortened and without control characters, fit for a message.
    ///
    /// @param value any text
    public static String quoted(String value) {
        var text = new StringBuilder(64).append('\'');
        int length = Math.min(value.length(), 80);
        for (int i = 0; i < length; i++) {
            char c = value.charAt(i);
            text.append(Character.isISOControl(c) || Character.isSurrogate(c) ? '?' : c);
        }
        return text.append(length < value.length() ? "…'" : "'").toString();
    }
}

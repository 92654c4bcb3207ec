package dev.tuwen.weights;

import dev.tuwen.filetype.FileType;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// Files that are no part of a model, whatever their name: told before a reader stumbles over their bytes. Stateless.
public final class ForeignFile {
    private ForeignFile() {}

    /// What a file is instead, and what to do about it; empty if it may be what its name says.
    ///
    /// @param own types that the reader takes or has its own words for; a type that nobody knows always is
    public static Optional<String> found(Path file, FileType... own) {
        return FileType.of(file)
                .filter(type -> !Arrays.asList(own).contains(type))
                .map(ForeignFile::described);
    }

    /// What some file is, and what to do about it.
    public static String described(FileType type) {
        return type.title()
                + switch (type.group()) {
                    case EMPTY, UNFINISHED -> "; download it again";
                    case LFS_POINTER -> "; 'git lfs pull' fetches it";
                    case WEB_PAGE ->
                        "; download the file itself ('resolve' instead of 'blob' in the address), maybe after"
                                + " a login";
                    case ARCHIVE -> "; unpack it first";
                    case MODEL -> "; models are read from safetensors, 'pytorch_model.bin' and GGUF files";
                    case PICTURE, DOCUMENT, FILM, OTHER -> "";
                };
    }

    /// Refuses a file of weights that is something else.
    ///
    /// @param expected what it should be
    /// @param own types that the reader takes or has its own words for
    /// @throws WeightFormatException if it is
    public static void refuse(Path file, String expected, FileType... own) {
        Optional<String> found = found(file, own);
        if (found.isPresent()) {
            throw new WeightFormatException(file, 0, expected, found.get());
        }
    }
}

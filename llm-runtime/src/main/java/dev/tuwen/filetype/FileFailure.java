package dev.tuwen.filetype;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;

/// Why a file cannot be read or written, without its name, which the sentence around says already. Stateless.
public final class FileFailure {
    private FileFailure() {}

    /// The reason, in lower case and without a full stop.
    public static String reason(IOException failure) {
        if (failure instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return "it is not there";
        }
        if (failure instanceof FileAlreadyExistsException) {
            return "something of this name is there already";
        }
        String said = failure instanceof FileSystemException of ? of.getReason() : failure.getMessage();
        if (said == null || said.isBlank()) {
            return failure instanceof FileSystemException
                    ? "the system says no more than '" + failure.getClass().getSimpleName() + "'"
                    : failure.getClass().getSimpleName();
        }
        if (said.contains("symbolic links")) {
            return "it is a link that leads back to itself";
        }
        String word = said.split("\\P{L}", 2)[0];
        boolean name = word.chars().skip(1).anyMatch(Character::isUpperCase);
        return name ? said : said.substring(0, 1).toLowerCase(Locale.ROOT) + said.substring(1);
    }
}

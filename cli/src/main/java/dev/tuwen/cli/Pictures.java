package dev.tuwen.cli;

import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.ImageFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Pictures by their file names, with sentences that name the file.
final class Pictures {
    private Pictures() {}

    /// Reads all of them.
    ///
    /// @throws MistakeException if one is not there or no picture
    static List<Picture> read(List<Path> files) {
        var pictures = new ArrayList<Picture>(files.size());
        for (Path file : files) {
            pictures.add(read(file));
        }
        return pictures;
    }

    /// Reads one.
    ///
    /// @throws MistakeException if it is not there or no picture
    static Picture read(Path file) {
        if (Files.notExists(file)) {
            throw new MistakeException("there is no file '" + file + "'");
        }
        if (Files.isDirectory(file)) {
            throw new MistakeException("'" + file + "' is a folder, not a picture");
        }
        try {
            return Picture.read(file);
        } catch (ImageFormatException e) {
            throw new MistakeException("'" + file + "': " + e.getMessage());
        }
    }
}

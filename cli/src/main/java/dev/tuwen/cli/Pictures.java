package dev.tuwen.cli;

import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Completeness;
import dev.tuwen.vision.image.ImageFormatException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Pictures by their file names, with sentences that name the file. Of a picture that is partly lost what is there is
/// used, and a remark says so.
final class Pictures {
    private Pictures() {}

    /// Reads all of them.
    ///
    /// @throws MistakeException if some are not there or no pictures; it names all of these
    static List<Picture> read(List<Path> files, Terminal terminal) {
        var faults = new ArrayList<String>();
        List<Picture> pictures = usable(files, terminal, faults);
        if (!faults.isEmpty()) {
            throw new MistakeException(String.join("; ", faults));
        }
        return pictures;
    }

    /// Reads those that can be used, and complains about the others.
    ///
    /// @throws MistakeException if there are some and none of them can be used
    static List<Picture> readUsable(List<Path> files, Terminal terminal) {
        var faults = new ArrayList<String>();
        List<Picture> pictures = usable(files, terminal, faults);
        if (pictures.isEmpty() && !faults.isEmpty()) {
            throw new MistakeException(String.join("; ", faults));
        }
        faults.forEach(fault -> terminal.complain("tuwen: " + fault));
        return pictures;
    }

    private static List<Picture> usable(List<Path> files, Terminal terminal, List<String> faults) {
        var pictures = new ArrayList<Picture>(files.size());
        for (Path file : files) {
            try {
                pictures.add(read(file, terminal));
            } catch (MistakeException fault) {
                faults.add(String.valueOf(fault.getMessage()));
            }
        }
        return pictures;
    }

    private static Picture read(Path file, Terminal terminal) {
        if (Files.notExists(file)) {
            throw new MistakeException("there is no file '" + file + "'");
        }
        if (Files.isDirectory(file)) {
            throw new MistakeException("'" + file + "' is a folder, not a picture");
        }
        try {
            Picture picture = Picture.read(file);
            remark(file, picture.completeness(), terminal);
            return picture;
        } catch (ImageFormatException e) {
            throw refused(file, e);
        }
    }

    /// Why a file cannot be used, with its name.
    static MistakeException refused(Path file, ImageFormatException reason) {
        return new MistakeException("'" + file + "': " + reason.getMessage());
    }

    /// Says what of a picture is lost.
    static void remark(Path file, Completeness completeness, Terminal terminal) {
        switch (completeness) {
            case WHOLE -> {}
            case ENDS_EARLY ->
                terminal.complain("tuwen: '" + file + "' ends too early; only a part of the picture is there, the rest"
                        + " is gray");
            case DAMAGED ->
                terminal.complain("tuwen: '" + file + "' is damaged; parts of the picture may be wrong or gray");
        }
    }
}

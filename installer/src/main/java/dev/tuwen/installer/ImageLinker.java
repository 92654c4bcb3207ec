package dev.tuwen.installer;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;

/// Links an image: the application with the part of the JDK that it needs.
final class ImageLinker {
    private static final Logger LOGGER = System.getLogger(ImageLinker.class.getName());

    /// What the Java machine says at each start of an application that reads incubating modules.
    private static final String WARNING = "incubator";

    private ImageLinker() {}

    /// Links it, if possible without the mark of an incubating vector module. What that takes lies inside jlink and may
    /// go with any JDK: where it is gone the image is linked as jlink has it, and starts with a warning and slower.
    ///
    /// @param modules jars and JMOD files
    /// @param target the system
    /// @param application where to
    /// @return whether the vector module lost its mark
    static boolean link(Path modules, Target target, Installation application) throws IOException {
        Path image = application.runtime();
        try {
            QuietVectors plugin = QuietVectors.register();
            LinesOfOthers.register();
            Tool.run("jlink", arguments(modules, target, image));
            String start = Command.of(
                            application.java().toString(),
                            "--module",
                            Target.APPLICATION + "/" + Target.APPLICATION + ".Main",
                            "--version")
                    .run();
            if (plugin.changed() == 1 && !start.contains(WARNING)) {
                return true;
            }
            LOGGER.log(
                    Level.WARNING,
                    "jdk.incubator.vector kept its mark: {0} descriptors changed, and a start says ''{1}''",
                    plugin.changed(),
                    start);
        } catch (LinkageError changed) {
            LOGGER.log(Level.WARNING, "jlink takes no plugin of ours any more; linking without it", changed);
        }
        Folders.delete(image);
        Tool.run("jlink", arguments(modules, target, image));
        return false;
    }

    /// What jlink is told. It compresses nothing: what is compressed twice is larger, and starts are slower.
    static List<String> arguments(Path modules, Target target, Path image) {
        return List.of(
                "--output",
                image.toString(),
                "--module-path",
                modules.toString(),
                "--add-modules",
                String.join(",", target.modules()),
                "--include-locales",
                "en,zh",
                "--no-header-files",
                "--no-man-pages",
                "--compress",
                "zip-0");
    }
}

package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The packager of the JDK this build runs on, in a process of its own, since its words follow that process's language.
/// Stateless.
final class Jpackage {
    private Jpackage() {}

    static void run(List<String> arguments) throws IOException {
        Path bin = Path.of(System.getProperty("java.home")).resolve("bin");
        Path windows = bin.resolve("jpackage.exe");
        var words = new ArrayList<>(List.of((Files.exists(windows) ? windows : bin.resolve("jpackage")).toString()));
        words.addAll(arguments);
        Command.of(words).run();
    }
}

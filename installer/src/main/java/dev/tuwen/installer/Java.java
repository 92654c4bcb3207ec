package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The Java machine of a laid out application.
///
/// @param application where it lies
/// @param home the folder that the application takes for its data
record Java(Installation application, Path home) {

    /// Runs it with these arguments.
    String run(List<String> arguments) throws IOException {
        var words = new ArrayList<>(List.of(application.java().toString()));
        words.addAll(arguments);
        return Command.of(words)
                .with("TUWEN_HOME", home.toString())
                .without("JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "CLASSPATH")
                .run();
    }

    /// Runs a command of the application as its start script does.
    ///
    /// @param more options beside the usual ones
    /// @param command the command and its arguments
    String start(List<String> more, String... command) throws IOException {
        var arguments = new ArrayList<>(List.of(
                "-XX:AOTCache=" + application.cache(),
                "@" + application.options(),
                "-Dtuwen.home=" + application.folder()));
        arguments.addAll(more);
        arguments.addAll(List.of("-m", Target.APPLICATION + "/" + Target.APPLICATION + ".Main"));
        arguments.addAll(List.of(command));
        return run(arguments);
    }
}

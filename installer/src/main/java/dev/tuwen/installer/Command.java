package dev.tuwen.installer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A program of the system, run to its end.
///
/// @param words the program and its arguments
/// @param environment variables set for it beside those of this process; those that are empty are taken away
record Command(List<String> words, Map<String, String> environment) {

    Command {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }

    /// What a program left behind.
    ///
    /// @param status the exit status
    /// @param output what it wrote, to either stream
    record Result(int status, String output) {}

    static Command of(String... words) {
        return new Command(List.of(words), Map.of());
    }

    static Command of(List<String> words) {
        return new Command(words, Map.of());
    }

    /// The same with a variable more.
    Command with(String name, String value) {
        var more = new LinkedHashMap<>(environment);
        more.put(name, value);
        return new Command(words, more);
    }

    /// The same without some variables of this process.
    Command without(String... names) {
        var less = new LinkedHashMap<>(environment);
        for (String name : names) {
            less.put(name, "");
        }
        return new Command(words, less);
    }

    /// Where a program lies on the search path, if it does.
    static Optional<Path> find(String program) {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(System.getProperty("path.separator"))) {
            Path file = Path.of(folder.isEmpty() ? "." : folder, program);
            if (Files.isExecutable(file) && !Files.isDirectory(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    /// Runs it; says what it wrote if it fails.
    String run() throws IOException {
        Result result = result();
        if (result.status() != 0) {
            throw new PackagingException(
                    "'" + String.join(" ", words) + "' ended with " + result.status() + ":\n" + result.output());
        }
        return result.output();
    }

    /// Runs it.
    Result result() throws IOException {
        var builder = new ProcessBuilder(words).redirectErrorStream(true);
        builder.environment().putAll(environment);
        builder.environment().values().removeIf(String::isEmpty);
        Process process = builder.start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PackagingException("interrupted while '" + words.getFirst() + "' ran", e);
        } finally {
            process.destroy();
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.assistant.FileAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What follows `tuwen open`. Stateless.
public final class OpenArguments {
    private OpenArguments() {}

    /// The files to open where nothing but their names was given, as desktops do: found without the parser of commands,
    /// which takes longer to be there than all else before the window.
    ///
    /// @param given what Java handed to `main`
    /// @return absolute names; empty where this is for the command line to understand, or to complain of
    public static Optional<List<Path>> plain(String[] given) {
        if (given.length == 0 || !given[0].equals("open")) {
            return Optional.empty();
        }
        var files = new ArrayList<Path>();
        for (String name : List.of(Arguments.repaired(given)).subList(1, given.length)) {
            Optional<Path> file = name.startsWith("-") ? Optional.empty() : FileAddress.named(name);
            if (file.isEmpty()) {
                return Optional.empty();
            }
            files.add(file.get().toAbsolutePath());
        }
        return Optional.of(files);
    }

    /// The files of names.
    ///
    /// @throws MistakeException if one cannot be a name
    static List<Path> files(List<String> names) {
        return names.stream()
                .map(name -> FileAddress.named(name)
                        .orElseThrow(() -> new MistakeException("'" + name + "' cannot be the name of a file")))
                .map(Path::toAbsolutePath)
                .toList();
    }
}

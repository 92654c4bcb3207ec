package dev.tuwen.cli;

import dev.tuwen.assistant.FileAddress;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Names of files as terminals write them where files are dropped on them: one or several, between quotes, with a
/// backslash before what a shell would misunderstand, or as addresses. Stateless.
final class DroppedNames {
    /// What a backslash stands before in names of files; before anything else, as in names on Windows, it is one.
    private static final String ESCAPED = " \\'\"()[]{}<>&;|!?*$`#~^=,:%@+";

    private DroppedNames() {}

    /// The files that a line names. One that names a file as it stands is taken so.
    ///
    /// @throws MistakeException if a name cannot be one
    static List<Path> of(String line) {
        if (isFile(line)) {
            return List.of(Path.of(line));
        }
        List<String> words = words(line);
        // Who types a name with blanks in it does not always think of quotes.
        boolean plain = words.size() > 1 && words.stream().noneMatch(DroppedNames::mayBeFile);
        var files = new ArrayList<Path>();
        for (String word : plain ? List.of(line) : words) {
            files.add(path(word));
        }
        return files;
    }

    private static boolean isFile(String name) {
        try {
            return Files.exists(Path.of(name));
        } catch (InvalidPathException no) {
            return false;
        }
    }

    private static boolean mayBeFile(String word) {
        return FileAddress.isOne(word) || isFile(word);
    }

    private static Path path(String word) {
        return FileAddress.named(word)
                .orElseThrow(() -> new MistakeException("'" + word + "' cannot be the name of a file"));
    }

    private static List<String> words(String line) {
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            boolean escapes = c == '\\' && quote != '\'' && i + 1 < line.length();
            if (escapes && (quote == 0 ? ESCAPED.indexOf(line.charAt(i + 1)) >= 0 : line.charAt(i + 1) == quote)) {
                word.append(line.charAt(++i));
                begun = true;
            } else if (quote == 0 && (c == '\'' || c == '"') && (!begun || closes(line, i))) {
                quote = c;
                begun = true;
            } else if (quote != 0 && c == quote) {
                quote = 0;
            } else if (quote == 0 && Character.isWhitespace(c)) {
                if (begun) {
                    words.add(word.toString());
                    word.setLength(0);
                    begun = false;
                }
            } else {
                word.append(c);
                begun = true;
            }
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /// Whether a quote in the middle of a name has a partner: in `it's.png` it has none.
    private static boolean closes(String line, int at) {
        return line.indexOf(line.charAt(at), at + 1) >= 0;
    }
}

package dev.tuwen.compute;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// What holds of all operations, and of all code that treats them.
class OpTest {
    private static final Pattern SWITCH = Pattern.compile("\\bswitch \\(");
    private static final Pattern OPERATION = Pattern.compile("\\bcase Op\\.");
    private static final Pattern DEFAULT = Pattern.compile("\\bdefault\\s*(->|:)");

    /// A switch of a source file, without the switches in it.
    private record Switch(Path file, String body) {}

    @Test
    void noSwitchOverOperationsHasADefault() throws IOException {
        var switches = new ArrayList<Switch>();
        for (Path file : sources()) {
            String source = Files.readString(file);
            if (OPERATION.matcher(source).find()) {
                switches.addAll(switches(file, source));
            }
        }
        switches.removeIf(found -> !OPERATION.matcher(found.body).find());

        assertThat(switches).hasSizeGreaterThan(3);
        assertThat(switches).noneMatch(found -> DEFAULT.matcher(found.body).find());
    }

    @Test
    void findsADefaultBesideAnOperationButNotInASwitchWithin() {
        String source = "switch (op) { case Op.Add _ -> switch (type) { case F32 -> 1; default -> 2; }; %s }";

        List<Switch> without = switches(Path.of("Without.java"), source.formatted("case Op.Scale _ -> 3;"));
        List<Switch> with = switches(Path.of("With.java"), source.formatted("default -> 3;"));

        assertThat(DEFAULT.matcher(without.getFirst().body).find()).isFalse();
        assertThat(DEFAULT.matcher(with.getFirst().body).find()).isTrue();
    }

    /// The sources of all modules.
    private static List<Path> sources() throws IOException {
        var sources = new ArrayList<Path>();
        try (Stream<Path> modules = Files.list(Path.of(".."))) {
            for (Path root :
                    modules.map(module -> module.resolve("src/main/java")).toList()) {
                if (Files.isDirectory(root)) {
                    try (Stream<Path> files = Files.walk(root)) {
                        files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                    }
                }
            }
        }
        return sources;
    }

    private static List<Switch> switches(Path file, String source) {
        var found = new ArrayList<Switch>();
        Matcher switches = SWITCH.matcher(source);
        while (switches.find()) {
            String body = block(source, switches.start());
            var own = new StringBuilder();
            int from = 1;
            Matcher inner = SWITCH.matcher(body);
            while (from < body.length() && inner.find(from)) {
                own.append(body, from, inner.start());
                from = body.indexOf('{', inner.start())
                        + block(body, inner.start()).length();
            }
            found.add(new Switch(
                    file,
                    own.append(body.substring(Math.min(from, body.length()))).toString()));
        }
        return found;
    }

    /// The block in braces that follows.
    private static String block(String source, int from) {
        int begin = source.indexOf('{', from);
        int depth = 0;
        for (int i = begin; i < source.length(); i++) {
            depth += source.charAt(i) == '{' ? 1 : source.charAt(i) == '}' ? -1 : 0;
            if (depth == 0) {
                return source.substring(begin, i + 1);
            }
        }
        throw new IllegalArgumentException("a block that does not end");
    }
}

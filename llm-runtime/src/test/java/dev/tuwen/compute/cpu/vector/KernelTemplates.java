package dev.tuwen.compute.cpu.vector;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Writes the unrolled vector kernels out of `src/main/templates`, so that a tile of another shape is a word more and
/// not a screen. What comes out is checked in, formatted by the build, and compared by [KernelTemplatesTest].
///
/// A template is Java with two directives, each on a line of its own, which nest and end with `%end`:
///
/// - `%for r 0 rows` repeats lines for `r` from 0 to `rows` − 1;
/// - `%each name rows vectors : four2 4 2, six2 6 2` repeats them with these variables.
///
/// `${r}` is what a variable stands for, and in another form: `${r:letter}` `a`, `b`, …; `${rows:word}` `four`;
/// `${rows:Word}` `Four`; `${r:plus}` nothing for 0, ` + 1`; `${v:VECTOR}` nothing for 0, ` + VECTOR`, ` + 2 * VECTOR`;
/// `${r:first FloatVector }` that text for 0 and nothing else. `${2 * v + 1}` may multiply and add.
final class KernelTemplates {
    static final Path TEMPLATES = Path.of("src/main/templates");
    static final Path SOURCES = Path.of("src/main/java/dev/tuwen/compute/cpu/vector");

    private static final Pattern VARIABLE = Pattern.compile("\\$\\{([^:}]+)(?::([^}]*))?}");
    private static final List<String> WORDS =
            List.of("no", "one", "two", "three", "four", "five", "six", "seven", "eight");

    private final List<String> lines;
    private final StringBuilder text = new StringBuilder();

    private KernelTemplates(String template) {
        this.lines = template.lines().toList();
    }

    /// Writes all of them; run it in the folder of the module, then let the build format.
    public static void main(String[] arguments) throws IOException {
        for (Path template : templates()) {
            Files.writeString(source(template), expand(template));
        }
    }

    static List<Path> templates() throws IOException {
        try (Stream<Path> files = Files.list(TEMPLATES)) {
            return files.sorted().toList();
        }
    }

    /// The source a template becomes.
    static Path source(Path template) {
        return SOURCES.resolve(template.getFileName().toString().replace(".template", ".java"));
    }

    static String expand(Path template) throws IOException {
        return "// Written by KernelTemplates from " + template.getFileName() + "; change that.\n"
                + expand(Files.readString(template));
    }

    static String expand(String template) {
        var templates = new KernelTemplates(template);
        templates.expand(0, templates.lines.size(), Map.of());
        return templates.text.toString();
    }

    private void expand(int first, int end, Map<String, String> variables) {
        for (int i = first; i < end; i++) {
            String line = lines.get(i);
            if (!line.startsWith("%")) {
                text.append(filled(line, variables)).append('\n');
                continue;
            }
            int last = endOf(i);
            String[] words = line.substring(1).split(" ");
            var inner = new HashMap<>(variables);
            if (words[0].equals("for")) {
                int to = value(words[3], variables);
                for (int n = value(words[2], variables); n < to; n++) {
                    inner.put(words[1], String.valueOf(n));
                    expand(i + 1, last, inner);
                }
            } else {
                String[] names =
                        line.substring("%each ".length(), line.indexOf(" : ")).split(" ");
                for (String values : line.substring(line.indexOf(" : ") + 3).split(", ")) {
                    String[] each = values.split(" ");
                    for (int n = 0; n < names.length; n++) {
                        inner.put(names[n], each[n]);
                    }
                    expand(i + 1, last, inner);
                }
            }
            i = last;
        }
    }

    private int endOf(int directive) {
        int depth = 0;
        for (int i = directive; i < lines.size(); i++) {
            if (lines.get(i).startsWith("%")) {
                depth += lines.get(i).equals("%end") ? -1 : 1;
            }
            if (depth == 0) {
                return i;
            }
        }
        throw new IllegalArgumentException("no %end for '" + lines.get(directive) + "'");
    }

    private static String filled(String line, Map<String, String> variables) {
        return VARIABLE.matcher(line).replaceAll(match -> Matcher.quoteReplacement(form(match, variables)));
    }

    private static String form(MatchResult match, Map<String, String> variables) {
        String form = match.group(2);
        if (form == null && variables.containsKey(match.group(1))) {
            return variables.get(match.group(1));
        }
        int value = value(match.group(1), variables);
        if (form == null) {
            return String.valueOf(value);
        }
        return switch (form.split(" ")[0]) {
            case "letter" -> String.valueOf((char) ('a' + value));
            case "plus" -> value == 0 ? "" : " + " + value;
            case "word" -> WORDS.get(value);
            case "Word" ->
                WORDS.get(value).substring(0, 1).toUpperCase(Locale.ROOT)
                        + WORDS.get(value).substring(1);
            case "first" -> value == 0 ? form.substring("first ".length()) : "";
            default -> value == 0 ? "" : value == 1 ? " + " + form : " + " + value + " * " + form;
        };
    }

    /// Sums of products of variables and numbers.
    private static int value(String expression, Map<String, String> variables) {
        int sum = 0;
        for (String summand : expression.split("\\+")) {
            int product = 1;
            for (String factor : summand.split("\\*")) {
                String name = factor.trim();
                product *= Integer.parseInt(variables.getOrDefault(name, name));
            }
            sum += product;
        }
        return sum;
    }
}

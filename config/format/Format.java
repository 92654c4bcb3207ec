import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.ImportOrderer;
import com.palantir.javaformat.java.JavaFormatterOptions;
import com.palantir.javaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Formats the Java sources of one module, or checks that they are formatted. The build runs it, forked on the JDK
/// of the project, because the formatter reads Java with the compiler of the JDK it runs on, and Maven itself may
/// run on an older one.
///
/// Arguments: `check` or `apply`, then the folders. Exit status 1 when a file is not formatted or not Java.
final class Format {

    private static final String STAND_IN = "var \u01aa";
    private static final Pattern LAMBDA_OR_UNNAMED =
            Pattern.compile("(?<![\\w>])\\([\\w\\s,]*\\)\\s*->|(?<=[(,]\\s{0,60})_(?=\\s*[,)])");

    private Format() {}

    public static void main(String[] arguments) throws IOException {
        boolean apply = arguments[0].equals("apply");
        var formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
                .style(JavaFormatterOptions.Style.PALANTIR)
                .build());
        boolean clean = true;
        for (int i = 1; i < arguments.length; i++) {
            for (Path file : sources(Path.of(arguments[i]))) {
                clean &= visit(formatter, file, apply);
            }
        }
        if (!clean) {
            System.err.println("apply the format with: mvn -Pformat compile");
            System.exit(1);
        }
    }

    private static List<Path> sources(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var paths = Files.walk(folder)) {
            return paths.filter(path -> path.toString().endsWith(".java"))
                    .sorted()
                    .toList();
        }
    }

    private static boolean visit(Formatter formatter, Path file, boolean apply) throws IOException {
        String source = Files.readString(file);
        String formatted;
        try {
            var comments = new DocComments();
            String used = RemoveUnusedImports.removeUnusedImports(source);
            String ordered = ImportOrderer.reorderImports(used, JavaFormatterOptions.Style.PALANTIR);
            String readable = nameUnnamed(comments.hide(ordered));
            formatted = comments.restore(formatter.formatSource(readable).replace(STAND_IN, "_"));
        } catch (FormatterException failure) {
            System.err.println(file + ": " + failure.getMessage());
            return false;
        }
        if (formatted.equals(source)) {
            return true;
        }
        if (apply) {
            Files.writeString(file, formatted);
            return true;
        }
        System.err.println(file + ": not formatted, first at line " + firstDifference(source, formatted));
        return false;
    }

    /// The formatter stumbles over record patterns with unnamed components, `Point(_, var y)`, so they get a name that
    /// nobody uses. Parameters of lambdas may be unnamed.
    private static String nameUnnamed(String source) {
        return LAMBDA_OR_UNNAMED
                .matcher(source)
                .replaceAll(found -> found.group().equals("_") ? STAND_IN : Matcher.quoteReplacement(found.group()));
    }

    private static int firstDifference(String source, String formatted) {
        var was = source.lines().toList();
        var is = formatted.lines().toList();
        int line = 0;
        while (line < was.size() && line < is.size() && was.get(line).equals(is.get(line))) {
            line++;
        }
        return line + 1;
    }
}

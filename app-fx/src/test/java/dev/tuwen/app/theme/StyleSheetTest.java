package dev.tuwen.app.theme;

import static org.assertj.core.api.Assertions.assertThat;

import atlantafx.base.theme.PrimerLight;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javafx.css.Stylesheet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Style classes stand as literals in the code; the style sheet and the code know the same ones.
class StyleSheetTest {
    private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9-]*)\"");
    private static final Pattern CLASS = Pattern.compile("\\.([a-z][a-z0-9-]*)");
    private static final Pattern RULE = Pattern.compile("([^{}]+)\\{");
    private static final Pattern STYLED = Pattern.compile("getStyleClass\\(\\)\\s*\\.\\w+\\(|\\b(label|paragraph)\\(");

    private final String code = code();
    private final List<String> rules = rules(read(StyleSheetTest.class.getResourceAsStream("app.css")));
    private final Set<String> toolkit =
            classes(rules(read(PrimerLight.class.getResourceAsStream(new PrimerLight().getUserAgentStylesheet()))));

    private static String code() {
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(StyleSheetTest::text)
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(@Nullable InputStream resource) {
        try (InputStream stream = Objects.requireNonNull(resource)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What stands before the braces.
    private static List<String> rules(String sheet) {
        String bare = sheet.replaceAll("(?s)/\\*.*?\\*/", "");
        return RULE.matcher(bare).results().map(found -> found.group(1).strip()).toList();
    }

    private static Set<String> classes(List<String> rules) {
        return rules.stream().flatMap(rule -> first(CLASS, rule)).collect(Collectors.toSet());
    }

    private static Stream<String> first(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1));
    }

    @Test
    void everyClassOfTheSheetIsUsed() {
        var used = first(LITERAL, code).collect(Collectors.toCollection(HashSet::new));
        used.addAll(toolkit);

        assertThat(classes(rules)).isSubsetOf(used);
    }

    @Test
    void everyClassOfTheCodeIsStyled() {
        var styled = new HashSet<>(classes(rules));
        styled.addAll(toolkit);

        assertThat(STYLED.matcher(code).results().map(this::call).flatMap(call -> first(LITERAL, call)))
                .isNotEmpty()
                .isSubsetOf(styled);
    }

    /// A call from its name to its closing parenthesis.
    private String call(MatchResult begun) {
        int open = 1;
        int end = begun.end();
        while (open > 0) {
            char c = code.charAt(end++);
            open += c == '(' ? 1 : c == ')' ? -1 : 0;
        }
        return code.substring(begun.start(), end);
    }

    /// The build compiles it, and JavaFX takes the compiled one where there is one.
    @Test
    void theCompiledSheetSaysWhatItsSourceSays(@TempDir Path folder) throws IOException {
        // given
        Path source = folder.resolve("app.css");
        Path anew = folder.resolve("app.bss");
        Files.writeString(source, read(StyleSheetTest.class.getResourceAsStream("app.css")));

        // when
        Stylesheet.convertToBinary(source.toFile(), anew.toFile());

        // then
        try (InputStream stream = Objects.requireNonNull(StyleSheetTest.class.getResourceAsStream("app.bss"))) {
            assertThat(Arrays.mismatch(stream.readAllBytes(), Files.readAllBytes(anew)))
                    .isEqualTo(-1);
        }
    }

    @Test
    void nothingIsStyledTwice() {
        assertThat(rules).doesNotHaveDuplicates();
    }
}

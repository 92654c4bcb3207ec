package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;

final class CommandsTest {
    private static final Pattern LISTED = Pattern.compile(" {2}(\\S+)(?:, \\S+)* {2,}(.*)");

    @ParameterizedTest
    @CsvSource({
        "'', ''",
        "--help, ''",
        "--version, ''",
        "pea, ''",
        "pear, pear",
        "plum, pear",
        "apple, apple",
        "--help apple, apple",
        "apple pear, 'apple, pear'"
    })
    void makesOnlyWhatIsNamed(String call, String names) {
        // given
        var made = new ArrayList<String>();
        String[] typed = call.isEmpty() ? new String[0] : call.split(" ");
        var line = new CommandLine(new Fruit());

        // when
        new Commands()
                .add("apple", () -> note("apple", made), "Red or green.")
                .add("pear", () -> note("pear", made), "Green.", "Sometimes yellow.")
                .alias("plum")
                .under(line, List.of(typed));

        // then
        assertThat(String.join(", ", made)).isEqualTo(names);
        assertThat(line.getSubcommands().keySet()).containsExactly("apple", "pear", "plum");
        assertThat(line.getUsageMessage()).contains("apple       Red or green.", "pear, plum  Green.");
    }

    private static Fruit note(String name, List<String> made) {
        made.add(name);
        return new Fruit();
    }

    @Command(mixinStandardHelpOptions = true)
    private static final class Fruit {}

    @ParameterizedTest
    @ValueSource(strings = {"", "models "})
    void describesACommandInItsOwnHelpAsInTheList(String parent) {
        // given
        Map<String, String> listed = listed(help(parent));

        // then
        assertThat(listed).hasSizeGreaterThan(7);
        listed.forEach((name, description) -> {
            assertThat(help(parent + name + " "))
                    .startsWith("Usage: tuwen " + parent + name + " ")
                    .satisfies(help -> assertThat(oneLine(help)).contains(description));
            assertThat(Session.of((parent + name + " --version").split(" ")).out())
                    .startsWith("tuwen ");
        });
    }

    private static String help(String command) {
        return Session.of((command + "--help").split(" ")).out();
    }

    /// The commands in a help, and what it says of them.
    private static Map<String, String> listed(String help) {
        var found = new LinkedHashMap<String, String>();
        String last = "";
        for (String line : help.lines()
                .dropWhile(line -> !line.equals("Commands:"))
                .skip(1)
                .takeWhile(line -> !line.isEmpty())
                .toList()) {
            var entry = LISTED.matcher(line);
            if (entry.matches()) {
                last = entry.group(1);
                found.put(last, entry.group(2));
            } else {
                found.merge(last, line.strip(), (before, more) -> before + " " + more);
            }
        }
        return found;
    }

    private static String oneLine(String text) {
        return Stream.of(text.split("\\s+")).collect(Collectors.joining(" "));
    }
}

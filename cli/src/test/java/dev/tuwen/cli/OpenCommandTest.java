package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// `tuwen open`, up to the window.
final class OpenCommandTest {
    private final List<List<Path>> opened = new ArrayList<>();
    private final ByteArrayOutputStream errors = new ByteArrayOutputStream();

    private int open(String... names) {
        var arguments = new ArrayList<String>();
        arguments.add("open");
        arguments.addAll(List.of(names));
        var terminal =
                new Terminal(new ByteArrayInputStream(new byte[0]), new ByteArrayOutputStream(), errors, false, false);
        return Main.run(arguments.toArray(String[]::new), terminal, opened::add);
    }

    @Test
    void opensFilesByTheirNamesAndTheirAddresses() {
        assertThat(open("a b.png", "/t/𠮷😀.png", "file:///t/%E5%9B%BE.png", "--", "-x.png"))
                .isZero();

        assertThat(opened)
                .containsExactly(List.of(
                        Path.of("a b.png").toAbsolutePath(),
                        Path.of("/t/𠮷😀.png"),
                        Path.of("/t/图.png"),
                        Path.of("-x.png").toAbsolutePath()));
    }

    @Test
    void namesAloneNeedNoParser() {
        assertThat(OpenArguments.plain(new String[] {"open", "a b.png", "file:///t/%E5%9B%BE.png", "/𠮷😀.png"}))
                .contains(List.of(Path.of("a b.png").toAbsolutePath(), Path.of("/t/图.png"), Path.of("/𠮷😀.png")));
        assertThat(OpenArguments.plain(new String[] {"open"})).contains(List.of());
        for (String other : List.of("--help", "-h", "--", "file:///a%00b")) {
            assertThat(OpenArguments.plain(new String[] {"open", "a.png", other}))
                    .isEmpty();
        }
        assertThat(OpenArguments.plain(new String[] {"ask", "open"})).isEmpty();
        assertThat(OpenArguments.plain(new String[0])).isEmpty();
    }

    @Test
    void opensTheWindowAloneWithoutFiles() {
        assertThat(open()).isZero();
        assertThat(opened).containsExactly(List.of());
    }

    @Test
    void refusesWhatIsNoName() {
        assertThat(open("file:///a%00b")).isEqualTo(2);
        assertThat(open("--nothing")).isEqualTo(2);

        assertThat(opened).isEmpty();
        assertThat(errors.toString(StandardCharsets.UTF_8))
                .contains("'file:///a%00b' cannot be the name of a file")
                .contains("unknown option '--nothing'");
    }

    @Test
    void saysThatThereIsNoWindow() {
        assertThat(Session.of("open", "a.png").err()).isEqualTo("tuwen: this program has no window\n");
        assertThat(Session.of("open", "a.png").code()).isEqualTo(2);
    }
}

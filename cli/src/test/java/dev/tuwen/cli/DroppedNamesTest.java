package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Lines as terminals write them where files are dropped on them.
final class DroppedNamesTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "/a/photo.png                       | /a/photo.png",
                "'/a/my photo.png'                  | /a/my photo.png",
                "\"/a/my photo.png\"                | /a/my photo.png",
                "/a/my\\ photo\\ \\(1\\).png        | /a/my photo (1).png",
                "'/a/it'\\''s.png'                  | /a/it's.png",
                "/a/it\\'s.png                      | /a/it's.png",
                "/a/it's.png                        | /a/it's.png",
                "file:///a/my%20photo.png           | /a/my photo.png",
                "file://localhost/a/%E5%9B%BE.png   | /a/图.png",
                "/a/照片\\ 一.png                    | /a/照片 一.png",
                "'/a/b c.png' '/a/d.png'            | /a/b c.png;/a/d.png",
                "/a/b\\ c.png /a/d\\ e.png file:///f | /a/b c.png;/a/d e.png;/f",
            })
    void readsNamesAsTerminalsWriteThem(String line, String files, @TempDir Path folder) throws IOException {
        List<Path> expected =
                List.of(files.split(";", -1)).stream().map(Path::of).toList();

        // Several names are told from one with blanks by whether there is a file of one of them.
        if (expected.size() > 1) {
            Files.createFile(folder.resolve("here.png"));
            assertThat(DroppedNames.of(line + " " + folder.resolve("here.png")))
                    .startsWith(expected.toArray(Path[]::new));
        } else {
            assertThat(DroppedNames.of(line)).isEqualTo(expected);
        }
    }

    @Test
    void takesANameWithBlanksThatIsThereAsItStands(@TempDir Path folder) throws IOException {
        Path file = Files.createFile(folder.resolve("it's my photo.png"));

        assertThat(DroppedNames.of(file.toString())).containsExactly(file);
        assertThat(DroppedNames.of("/no/such photo.png")).containsExactly(Path.of("/no/such photo.png"));
    }
}

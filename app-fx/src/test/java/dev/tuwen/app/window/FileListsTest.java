package dev.tuwen.app.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of files that a clipboard or a drag names.
class FileListsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private Path file(String name) throws Exception {
        Path file = home.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, "x", StandardCharsets.UTF_8);
    }

    /// What `NewStringUTF` makes of a path in UTF-8: a char for each byte of a character beyond U+FFFF, and no more
    /// chars than there are characters.
    private static String arrived(Path file, boolean sign) {
        String path = file.toString();
        var chars = new StringBuilder();
        path.codePoints().forEach(c -> {
            if (c < 0x10000) {
                chars.appendCodePoint(c);
            } else {
                for (byte b : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    chars.append((char) (sign ? b : b & 0xff));
                }
            }
        });
        return chars.substring(0, path.codePointCount(0, path.length()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"𠮷.png", "😀.jpg", "假期😀照片 𠮷𠮷.jpeg", "😀/a.png", "a/𠮷/b/😀/c d.png", "😀", "ð®·.png", "图.png"
            })
    void findsFilesWhoseNamesWereCut(String name) throws Exception {
        Path file = file(name);
        file("another.png");
        file("𠮷/other.png");

        assertThat(FileLists.named(arrived(file, true))).contains(file);
        assertThat(FileLists.named(arrived(file, false))).contains(file);
    }

    @Test
    void takesThePictureOfTwoThatWereCutAlike() throws Exception {
        file("😀.txt");
        Path picture = file("😀.png");

        assertThat(FileLists.named(arrived(picture, true))).contains(picture);
    }

    @Test
    void choosesNoneOfTwoPicturesThatWereCutAlike() throws Exception {
        file("😀.jpg");

        assertThat(FileLists.named(arrived(file("😀.png"), true))).isEmpty();
    }

    @Test
    void leavesAFileThatIsNotThereAsItIs() {
        String name = home.resolve("gone.png").toString();

        assertThat(FileLists.named(name)).contains(Path.of(name));
    }

    @Test
    void readsAddressesAsBytes() {
        String list = "copy\nfile:///t/%F0%A0%AE%B7.png\r\n# comment\r\nfile://localhost/t/%e5%9b%be%20%231.png\r\n"
                + "https://example.org/a.png\r\nfile:///t/😀 {1}.jpg\0";

        assertThat(FileLists.paths(list.strip().replace("\0", "").getBytes(StandardCharsets.UTF_8)))
                .containsExactly(Path.of("/t/𠮷.png"), Path.of("/t/图 #1.png"), Path.of("/t/😀 {1}.jpg"));
    }

    @Test
    void passesOverAddressesThatAreNone() {
        assertThat(FileLists.paths("file:///a%00b".getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
        assertThat(FileLists.paths("file:///a%zz\nfile:///b".getBytes(StandardCharsets.UTF_8)))
                .containsExactly(Path.of("/b"));
    }
}

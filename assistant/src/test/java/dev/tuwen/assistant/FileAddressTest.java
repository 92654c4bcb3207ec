package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of files as other programs write them.
final class FileAddressTest {
    @ParameterizedTest
    @CsvSource({
        "file:///a/my%20photo.png, /a/my photo.png",
        "file:/a.png, /a.png",
        "FILE:///a.png, /a.png",
        "file://localhost/a/%E5%9B%BE.png, /a/图.png",
        "file://laptop/a.png, /a.png",
        "file:///localhost/a.png, /localhost/a.png",
        "file:///a/%F0%A0%AE%B7.png, /a/𠮷.png",
        "file:///a/😀 {1} #2?.jpg, /a/😀 {1} #2?.jpg",
        "/a/100%.png, /a/100%.png",
        "/a/file:b.png, /a/file:b.png",
    })
    void readsNamesAsTheyAreWritten(String word, String file) {
        assertThat(FileAddress.named(word)).contains(Path.of(file));
    }

    @ParameterizedTest
    @ValueSource(strings = {"file:///a%00b", "file:///a%zz", "a\0b", "file:relative%00"})
    void refusesWhatCanBeNoName(String word) {
        assertThat(FileAddress.named(word)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b.png", "𠮷😀.png", "图/#?%41.png", "it's [1].png"})
    void comesBackFromAnAddressAsItWas(String name) {
        Path file = Path.of(name).toAbsolutePath();

        assertThat(FileAddress.of(Path.of(name)))
                .startsWith("file:///")
                .satisfies(address -> assertThat(
                                StandardCharsets.US_ASCII.newEncoder().canEncode(address))
                        .isTrue());
        assertThat(FileAddress.path(FileAddress.of(Path.of(name)))).contains(file);
    }

    @Test
    void takesBytesThatNoLocaleSays() {
        byte[] address = "file:///a/\u00ff\u00e9.png".getBytes(StandardCharsets.ISO_8859_1);

        assertThat(FileAddress.path(address).map(FileAddress::of)).contains("file:///a/%FF%E9.png");
    }
}

package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Choices in the home folder.
final class LibrarySettingsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    @Test
    void holdTheUsualBeforeAnybodyChose() {
        LibrarySettings settings = LibrarySettings.read(home);

        assertThat(settings.value(LibrarySettings.MODELS)).isEmpty();
        assertThat(settings.value(LibrarySettings.DEFAULT_MODEL)).isEmpty();
        assertThat(settings.value(LibrarySettings.SOURCE)).isEqualTo(DownloadPlanner.QUICKEST);
        assertThat(settings.value(LibrarySettings.PARTS)).isEqualTo(4);
        assertThat(settings.networkRules()).isEqualTo(NetworkRules.OPEN);
    }

    @Test
    void keepWhatWasChosenAndWhatOthersWrote() throws IOException {
        // given
        write("{\"later\": [1], \"sealed\": true}");

        // when
        LibrarySettings.change(
                home,
                before -> before.with(LibrarySettings.MODELS, Optional.of(home.resolve("moved")))
                        .with(LibrarySettings.EXTERNAL, Map.of("mine", home.resolve("elsewhere"))));

        // then
        LibrarySettings settings = LibrarySettings.read(home);
        assertThat(settings.value(LibrarySettings.MODELS)).contains(home.resolve("moved"));
        assertThat(settings.value(LibrarySettings.EXTERNAL))
                .containsExactly(Map.entry("mine", home.resolve("elsewhere")));
        assertThat(settings.value(LibrarySettings.SEALED)).isTrue();
        assertThat(Files.readString(home.resolve("library.json"))).contains("\"later\"");
    }

    @Test
    void readWhatEarlierVersionsWrote() throws IOException {
        write("""
                {"models": "/m", "default": "tiny", "sealed": false, "proxy": "p:1", "source": "own",
                 "ownAddress": "http://a", "bytesPerSecond": 7, "parts": 3, "external": {"x": "/x"}}""");

        LibrarySettings settings = LibrarySettings.read(home);

        assertThat(settings.value(LibrarySettings.MODELS)).contains(Path.of("/m"));
        assertThat(settings.value(LibrarySettings.DEFAULT_MODEL)).isEqualTo("tiny");
        assertThat(settings.value(LibrarySettings.PROXY)).isEqualTo("p:1");
        assertThat(settings.value(LibrarySettings.SOURCE)).isEqualTo("own");
        assertThat(settings.value(LibrarySettings.OWN_ADDRESS)).isEqualTo("http://a");
        assertThat(settings.value(LibrarySettings.BYTES_PER_SECOND)).isEqualTo(7);
        assertThat(settings.value(LibrarySettings.PARTS)).isEqualTo(3);
        assertThat(settings.value(LibrarySettings.EXTERNAL)).containsExactly(Map.entry("x", Path.of("/x")));
    }

    @Test
    void bringValuesIntoTheirRanges() throws IOException {
        write("{\"parts\": 1000, \"bytesPerSecond\": -5, \"proxy\": \" \", \"models\": \"a\\u0000b\"}");

        LibrarySettings settings = LibrarySettings.read(home);

        assertThat(settings.value(LibrarySettings.PARTS)).isEqualTo(LibrarySettings.MAXIMUM_PARTS);
        assertThat(settings.value(LibrarySettings.BYTES_PER_SECOND)).isZero();
        assertThat(settings.value(LibrarySettings.PROXY)).isEqualTo("system");
        assertThat(settings.value(LibrarySettings.MODELS)).isEmpty();
    }

    private void write(String content) throws IOException {
        Files.writeString(home.resolve("library.json"), content);
    }
}

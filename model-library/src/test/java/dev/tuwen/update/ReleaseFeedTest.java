package dev.tuwen.update;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Lists of releases, sound ones and an enemy's.
final class ReleaseFeedTest {
    private static final URI FROM = URI.create("https://host.example/tuwen/releases.json");
    private static final String SHA = "ab".repeat(32);
    private static final String FILE = """
            {"system": "linux", "architecture": "x64", "name": "tuwen_0.2.0_amd64.deb",
             "address": "0.2.0/tuwen_0.2.0_amd64.deb", "bytes": 61000000, "sha256": "SHA"}""".replace("SHA", SHA);
    private static final String LIST = """
            {"format": 1, "releases": [{"version": "0.2.0", "date": "2026-12-24",
             "notes": {"en": "Better.", "zh": "更好。"}, "files": [FILE]}]}""";

    private static Optional<List<Release>> read(String list) {
        return ReleaseFeed.read(list.getBytes(StandardCharsets.UTF_8), FROM);
    }

    private static List<Release.Artifact> files(String file) {
        return read(LIST.replace("FILE", file)).orElseThrow().getFirst().files();
    }

    @Test
    void readsAList() {
        Release release = read(LIST.replace("FILE", FILE)).orElseThrow().getFirst();

        assertThat(release.version()).isEqualTo("0.2.0");
        assertThat(release.notes("zh")).isEqualTo("更好。");
        assertThat(release.notes("fr")).isEqualTo("Better.");
        assertThat(release.files())
                .containsExactly(new Release.Artifact(
                        new Platform("linux", "x64"),
                        "tuwen_0.2.0_amd64.deb",
                        URI.create("https://host.example/tuwen/0.2.0/tuwen_0.2.0_amd64.deb"),
                        61_000_000,
                        SHA));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "<html></html>",
                "{\"format\": 2, \"releases\": []}",
                "{\"format\": 1, \"releases\": {}}",
                "{\"format\": 1, \"releases\": [",
                "{\"format\": 1}"
            })
    void refusesWhatIsNoList(String list) {
        assertThat(read(list)).isEmpty();
        assertThat(read("[".repeat(100_000))).isEmpty();
        assertThat(read("{\"format\": 1, \"releases\": [" + "1,".repeat(1000) + "1]}"))
                .isEmpty();
        assertThat(ReleaseFeed.read(
                        ("{\"format\": 1, \"releases\": []}" + " ".repeat(ReleaseFeed.LARGEST))
                                .getBytes(StandardCharsets.UTF_8),
                        FROM))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tuwen_0.2.0_amd64.deb\",  | ../../evil.deb\",",
                "tuwen_0.2.0_amd64.deb\",  | a/b.deb\",",
                "tuwen_0.2.0_amd64.deb\",  | .hidden.deb\",",
                "tuwen_0.2.0_amd64.deb\",  | run.sh\",",
                "tuwen_0.2.0_amd64.deb\",  | \\u202Ebed.deb\",",
                "\"0.2.0/tuwen             | \"http://host.example/tuwen",
                "\"0.2.0/tuwen             | \"file:///etc/tuwen",
                "\"0.2.0/tuwen             | \"https://user:secret@host.example/tuwen",
                "\"0.2.0/tuwen             | \"javascript:alert(1)/tuwen",
                "\"0.2.0/tuwen             | \"jar:https://host.example/a.jar!/tuwen",
                "\"0.2.0/tuwen             | \"ht tp://x/tuwen",
                "61000000                  | -1",
                "61000000                  | 0",
                "61000000                  | 1e3",
                "61000000                  | \"61000000\"",
                "61000000                  | 99999999999999999999",
                "61000000                  | 9223372036854775807",
                "abababab                  | xyxyxyxy",
                "\"sha256\"                | \"sha1\""
            })
    void passesOverFilesThatAreNotSound(String sound, String strange) {
        assertThat(FILE).contains(sound);
        assertThat(files(FILE.replace(sound, strange))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0.2.0\", \"date | 2\", \"date", "2026-12-24 | 2026-13-24", "2026-12-24 | soon", "[FILE] | 7"})
    void passesOverReleasesThatAreNotSound(String sound, String strange) {
        assertThat(LIST).contains(sound);
        assertThat(read(LIST.replace(sound, strange).replace("FILE", FILE)).orElseThrow())
                .isEmpty();
    }

    @Test
    void keepsNoCharactersThatTurnLinesRound() {
        String list = LIST.replace("FILE", FILE).replace("Better.", "a\\u202Eb\\u0007c\\n\\u200Bd");

        assertThat(read(list).orElseThrow().getFirst().notes("en")).isEqualTo("abc\nd");
        assertThat(read(LIST.replace("FILE", FILE).replace("Better.", "x".repeat(5000)))
                        .orElseThrow()
                        .getFirst()
                        .notes("en"))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "https://host.example/releases.json, true",
        "file:///mnt/releases.json, true",
        "http://host.example/releases.json, false",
        "https://user@host.example/, false",
        "https:///releases.json, false",
        "file:releases.json, false",
        "file://host/share/releases.json, false",
        "ftp://host.example/, false",
        "${tuwen.releases}, false",
        "'', false"
    })
    void readsFromHttpsAndFromFilesOnly(String address, boolean fine) {
        assertThat(ReleaseFeed.address(address).isPresent()).isEqualTo(fine);
    }

    @Test
    void nothingThatIsChangedInAListThrows() {
        byte[] list = LIST.replace("FILE", FILE).getBytes(StandardCharsets.UTF_8);
        long seed = Long.getLong("tuwen.seed", System.nanoTime());
        var random = new Random(seed);
        for (int i = 0; i < 5000; i++) {
            byte[] changed = list.clone();
            for (int j = random.nextInt(4); j >= 0; j--) {
                changed[random.nextInt(changed.length)] = (byte) random.nextInt(256);
            }
            assertThat(ReleaseFeed.read(changed, FROM))
                    .as("-Dtuwen.seed=%d", seed)
                    .isNotNull();
        }
    }
}

package dev.tuwen.app.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.model.CachePrecision;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.WeightPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What holds of the preferences' file.
class PreferencesStoreTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @Test
    void givesBackWhatWasSaved() {
        var preferences = Preferences.DEFAULT
                .withLanguage(Language.CHINESE)
                .withTheme(Preferences.ThemeChoice.DARK)
                .withFontSize(18)
                .withModel("/models/MiniCPM-V-2")
                .withAssistantOptions(new OpenOptions("cpu", WeightPrecision.Q4_0, 6, CachePrecision.Q8_0))
                .withSampling(new Preferences.SamplingChoice(0.3, 0.9))
                .withMaxNewTokens(2048)
                .withWindow(new Preferences.WindowPlace(10, 20, 800, 600, true));

        new PreferencesStore(home.resolve("new")).save(preferences);

        assertThat(new PreferencesStore(home.resolve("new")).load()).isEqualTo(preferences);
    }

    @Test
    void keepsALengthThatIsTheDefaultAsChosen() {
        var preferences = Preferences.DEFAULT.withMaxNewTokens(AskOptions.DEFAULT_MAX_NEW_TOKENS);

        new PreferencesStore(home).save(preferences);

        assertThat(new PreferencesStore(home).load().maxNewTokens()).isEqualTo(AskOptions.DEFAULT_MAX_NEW_TOKENS);
        assertThat(Preferences.DEFAULT.maxNewTokens()).isNull();
    }

    @Test
    void startsWithTheDefaults() {
        assertThat(new PreferencesStore(home).load()).isEqualTo(Preferences.DEFAULT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "\"text\"", "{\"theme\":", "\u0000\u0001"})
    void keepsADamagedFileAsideAndUsesTheDefaults(String content) throws IOException {
        Files.writeString(home.resolve("preferences.json"), content);

        assertThat(new PreferencesStore(home).load()).isEqualTo(Preferences.DEFAULT);

        assertThat(home.resolve("preferences.damaged.json")).hasContent(content);
        assertThat(home.resolve("preferences.json")).doesNotExist();
    }

    @Test
    void ignoresValuesOfTheWrongKindAndOutOfRange() throws IOException {
        Files.writeString(
                home.resolve("preferences.json"),
                "{\"theme\": 7, \"language\": \"klingon\", \"fontSize\": 9999, \"threads\": -3, \"sampling\": "
                        + "{\"temperature\": 1e300, \"topP\": \"x\"}, \"unknown\": [1]}");

        Preferences read = new PreferencesStore(home).load();

        assertThat(read.theme()).isEqualTo(Preferences.ThemeChoice.SYSTEM);
        assertThat(read.language()).isNull();
        assertThat(read.fontSize()).isEqualTo(Preferences.LARGEST_FONT);
        assertThat(read.assistantOptions().threads()).isZero();
        assertThat(read.sampling()).isEqualTo(new Preferences.SamplingChoice(2, 0.8));
    }

    @Test
    void leavesNothingElseInTheFolder() throws IOException {
        var store = new PreferencesStore(home);
        store.save(Preferences.DEFAULT);
        store.save(Preferences.DEFAULT.withFontSize(20));

        try (Stream<Path> files = Files.list(home)) {
            assertThat(files).containsExactly(store.file());
        }
    }
}

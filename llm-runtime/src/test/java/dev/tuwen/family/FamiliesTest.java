package dev.tuwen.family;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FamiliesTest {
    // The decoder keys that have no default.
    private static final String DECODER = """
            "hidden_size": 2304, "intermediate_size": 5760, "num_hidden_layers": 40, "num_attention_heads": 36,
            "vocab_size": 122753, "scale_emb": 12, "scale_depth": 1.4, "dim_model_base": 256""";

    private static final String TEXT = "\"architectures\": [\"MiniCPMForCausalLM\"], " + DECODER;
    private static final String VISION = "\"model_type\": \"minicpmv\", \"architectures\": [\"MiniCPMV\"], " + DECODER;

    @TempDir
    Path folder;

    @Test
    void saysWhatAFileIsThatIsNamedInPlaceOfAModel() throws IOException {
        Path archive = Files.write(folder.resolve("model.zip"), new byte[] {'P', 'K', 3, 4, 10, 0, 0, 0, 0, 0, 0, 0});

        assertThatThrownBy(() -> KnownFamilies.ALL.open(archive))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model.zip")
                .hasMessageContaining("a ZIP archive; unpack it first");
        Files.createFile(folder.resolve("config.json"));
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("an empty file; download it again");
    }

    @Test
    void fillsTheDefaultsOfTextModels() {
        Settings settings = read(TEXT);
        DecoderConfig decoder = settings.decoder();

        assertThat(settings.family().id()).isEqualTo("text");
        assertThat(settings.family().readsPictures()).isFalse();
        assertThat(decoder.heads().keyValues()).isEqualTo(36);
        assertThat(decoder.heads().width()).isEqualTo(64);
        assertThat(decoder.normEpsilon()).isEqualTo(1e-5);
        assertThat(decoder.ropeBase()).isEqualTo(10_000);
        assertThat(decoder.tiedHead()).isTrue();
        assertThat(decoder.residualScale()).isCloseTo(0.22136, within(1e-5));
        assertThat(decoder.logitDivisor()).isEqualTo(9);
    }

    @Test
    void tellsTheMultimodalModelsApartBySliceMode() {
        Settings first = read(VISION);
        Settings second = read(VISION + ", \"slice_mode\": true, \"max_slice_nums\": 4, \"scale_resolution\": 84");
        Settings whole = read(VISION + ", \"slice_mode\": false");

        assertThat(first.family().title()).isEqualTo("MiniCPM-V 1.0");
        assertThat(first.decoder().tiedHead()).isFalse();
        assertThat(first.slicing()).isEqualTo(new Slicing.Square(448));
        assertThat(second.family().title()).isEqualTo("MiniCPM-V 2.0");
        assertThat(second.slicing()).isEqualTo(new Slicing.Sliced(84, 14, 4));
        assertThat(whole.slicing()).isEqualTo(new Slicing.Whole());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rms_norm_eps", "rope_theta", "version"})
    void refusesWholeNumbersLargerThanAnyDouble(String key) {
        String number = "9".repeat(400);

        assertThatThrownBy(() -> read(TEXT + ", \"" + key + "\": " + number))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("'" + key + "'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"version\": 2.5 | 'MiniCPM-V 2.5 cannot be run by this version (version ''2.5'')'",
                "\"version\": \"2.6\" | 'MiniCPM-V 2.6 cannot be run by this version (version ''2.6'')'",
                "\"vision_config\": {} | 'vision_config'",
                "\"rope_scaling\": {\"type\": \"longrope\"} | one with 'rope_scaling' of type 'longrope'",
                "\"rope_scaling\": {\"type\": \"dynamic\", \"factor\": 2.0} | one with 'rope_scaling' of type 'dynamic'",
                "\"rope_parameters\": {\"rope_type\": \"linear\", \"factor\": 4.0} | one with 'rope_parameters' of type 'linear'",
                "\"rope_parameters\": {\"rope_type\": \"default\", \"partial_rotary_factor\": 0.5} | one with 'partial_rotary_factor' 0.5",
                "\"rope_parameters\": {\"full_attention\": {\"rope_type\": \"yarn\"}} | one with 'rope_parameters.full_attention', which",
                "\"partial_rotary_factor\": 0.5 | one with 'partial_rotary_factor' 0.5",
                "\"mlp_bias\": true | 'mlp_bias'",
                "\"sliding_window\": 4096 | one with 'sliding_window', which this program does not know",
                "\"attn_logit_softcapping\": 50.0, \"norm_type\": \"layer\" | one with 'attn_logit_softcapping', 'norm_type'",
                "\"hidden_act\": \"gelu\" | 'gelu'",
                "\"attention_bias\": true | 'attention_bias'",
                "\"num_experts\": 8 | experts",
                "\"vision_encoder\": \"another\" | 'another'",
            })
    void saysWhichModelItCannotRun(String key, String reason) {
        assertThatThrownBy(() -> read(VISION + ", \"slice_mode\": true, " + key))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("MiniCPM-V 2.0")
                .hasMessageContaining(reason);
    }

    @Test
    void takesNoModelThatCutsForOneThatDoesNot() {
        assertThatCode(() -> read(VISION + ", \"patch_size\": 14")).doesNotThrowAnyException();
        assertThatThrownBy(() -> read(VISION + ", \"max_slice_nums\": 9, \"scale_resolution\": 448"))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("expected 'slice_mode' to be there beside 'max_slice_nums'");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 500000.0} | 500000",
                "\"rope_scaling\": {\"rope_type\": \"default\", \"rope_theta\": 500000} | 500000",
                "\"rope_theta\": 20000, \"rope_parameters\": {\"rope_type\": \"default\", \"rope_theta\": 20000} | 20000",
                "\"rope_theta\": 20000, \"rope_parameters\": {} | 20000",
                "\"rope_scaling\": {\"rope_type\": \"default\"} | 10000",
            })
    void readsTheRotationWhereverItStands(String keys, double base) {
        assertThat(read(TEXT + ", " + keys).decoder().ropeBase()).isEqualTo(base);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"rope_theta\": NaN",
                "\"rope_theta\": 20000, \"rope_parameters\": {\"rope_theta\": 10000}",
                "\"head_dim\": 128",
            })
    void refusesARotationThatContradictsItself(String keys) {
        assertThatThrownBy(() -> read(TEXT + ", " + keys)).isInstanceOf(ConfigFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"_name_or_path\": \"/root/ckpt\", \"_说明\": \"note\"",
                "\"auto_map\": {\"AutoModel\": \"modeling.Model\"}, \"transformers_version\": \"5.0.0\"",
                "\"dtype\": \"float16\", \"pad_token_id\": -1, \"head_dim\": 64, \"mlp_bias\": false",
                "\"time_step_limit\": [0.0, Infinity], \"x\": NaN, \"sliding_window\": null",
                "\"model_max_length\": 1000000000000000019884624838656",
            })
    void passesOverKeysThatChangeNothing(String keys) {
        assertThat(read(TEXT + ", " + keys).decoder()).isEqualTo(read(TEXT).decoder());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"architectures\": [\"LlamaForCausalLM\"] | 'expected MiniCPM-2B, MiniCPM-V 1.0 or MiniCPM-V 2.0, found another model, ''LlamaForCausalLM'''",
                "\"model_type\": \"qwen2\", \"architectures\": [\"Qwen2ForCausalLM\"] | found another model, 'Qwen2ForCausalLM'",
                "\"model_type\": \"minicpmv4_6\" | 'MiniCPM-V 4.6 cannot be run by this version (''minicpmv4_6''); expected MiniCPM-2B, MiniCPM-V 1.0 or MiniCPM-V 2.0'",
            })
    void saysWhatAModelIsThatItDoesNotKnow(String keys, String what) {
        assertThatThrownBy(() -> read(keys))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining(what);
    }

    @Test
    void refusesStrangersBeforeAnyFileIsMissed() throws IOException {
        Files.writeString(folder.resolve("config.json"), "{\"model_type\": \"minicpmv\", \"version\": 2.6}");

        assertThatThrownBy(() -> KnownFamilies.ALL.refuseStrangers(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("MiniCPM-V 2.6");

        Files.writeString(folder.resolve("config.json"), "{");
        assertThatCode(() -> KnownFamilies.ALL.refuseStrangers(folder)).doesNotThrowAnyException();
        Files.delete(folder.resolve("config.json"));
        assertThatCode(() -> KnownFamilies.ALL.refuseStrangers(folder)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"hidden_size\": 0",
                "\"hidden_size\": -1",
                "\"hidden_size\": 99999999999",
                "\"hidden_size\": 2305",
                "\"hidden_size\": \"2304\"",
                "\"hidden_size\": 2304.5",
                "\"hidden_size\": null",
                "\"num_attention_heads\": 2304",
                "\"rms_norm_eps\": 0",
                "\"rms_norm_eps\": \"NaN\"",
                "\"scale_emb\": true",
                "\"num_hidden_layers\": 100000",
                "\"vocab_size\": 2147483647",
            })
    void refusesValuesOutOfBounds(String key) {
        String name = key.substring(0, key.indexOf(':'));
        String json = TEXT.replaceAll(name + ": [0-9.]+", key);

        assertThatThrownBy(() -> read(json.contains(key) ? json : TEXT + ", " + key))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("config.json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"num_key_value_heads\": 5",
                "\"eos_token_id\": 122753",
                "\"query_num\": 63",
                "\"patch_size\": 13",
                "\"max_slice_nums\": 0",
            })
    void refusesValuesThatDoNotFitTheOthers(String key) {
        assertThatThrownBy(() -> read(VISION + ", " + key)).isInstanceOf(ConfigFormatException.class);
    }

    @Test
    void saysThatTheFileIsMissing() {
        assertThatThrownBy(() -> KnownFamilies.ALL.recognise(folder))
                .isInstanceOf(ConfigFormatException.class)
                .hasMessageContaining("config.json")
                .hasMessageContaining("no file of this name");
    }

    @Test
    void readsWhatTheModelWantsForGeneration() throws IOException {
        assertThat(GenerationDefaults.read(folder)).isEqualTo(GenerationDefaults.NONE);

        Files.writeString(
                folder.resolve("generation_config.json"),
                "{\"do_sample\": true, \"top_p\": 0.8, \"temperature\": 0.7, \"repetition_penalty\": 1.05, \"num_beams\": 3}");
        GenerationDefaults defaults = GenerationDefaults.read(folder);

        assertThat(defaults.sampling()).hasValue(true);
        assertThat(defaults.topP()).hasValue(0.8);
        assertThat(defaults.temperature()).hasValue(0.7);
        assertThat(defaults.topK()).isEmpty();
        assertThat(defaults.repetitionPenalty()).hasValue(1.05);
        assertThat(defaults.beamCount()).hasValue(3);
        assertThat(defaults.maximumNewTokens()).isEmpty();
    }

    @Test
    void survivesDamagedFiles() throws IOException {
        byte[] sound = ("{" + VISION + ", \"slice_mode\": true}").getBytes(StandardCharsets.UTF_8);
        long seed = Long.getLong("tuwen.test.seed", 13);
        var random = new Random(seed);
        for (int round = 0; round < 3000; round++) {
            byte[] damaged = sound.clone();
            for (int i = random.nextInt(4); i >= 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte)
                        (random.nextBoolean() ? random.nextInt(256) : "0123456789[]{},:\"".charAt(random.nextInt(17)));
            }
            Files.write(
                    folder.resolve("config.json"),
                    random.nextInt(4) == 0 ? Arrays.copyOf(damaged, random.nextInt(damaged.length)) : damaged);
            try {
                assertThat(readFolder().decoder().hiddenSize()).isPositive();
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining("config.json");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private record Settings(Family family, DecoderConfig decoder, Optional<VisionSettings> vision) {
        Slicing slicing() {
            return family.vision().orElseThrow().slicing().apply(vision.orElseThrow());
        }
    }

    private Settings read(String keys) {
        try {
            Files.writeString(folder.resolve("config.json"), "{" + keys + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return readFolder();
    }

    private Settings readFolder() {
        Family family = KnownFamilies.ALL.recognise(folder);
        JsonObject settings = Families.settings(folder);
        var read = new Settings(
                family,
                family.decoder().read(settings),
                family.vision().map(facts -> facts.recipe().read(settings)));
        IgnoredKeys.refuseUnknown(settings, family.title());
        return read;
    }
}

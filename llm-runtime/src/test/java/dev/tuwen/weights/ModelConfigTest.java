package dev.tuwen.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.weights.ModelConfig.Kind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelConfigTest {
    // The decoder keys that have no default.
    private static final String DECODER = """
            "hidden_size": 2304, "intermediate_size": 5760, "num_hidden_layers": 40, "num_attention_heads": 36,
            "vocab_size": 122753, "scale_emb": 12, "scale_depth": 1.4, "dim_model_base": 256""";

    private static final String TEXT = "\"architectures\": [\"MiniCPMForCausalLM\"], " + DECODER;
    private static final String VISION = "\"model_type\": \"minicpmv\", \"architectures\": [\"MiniCPMV\"], " + DECODER;

    @TempDir
    Path folder;

    @Test
    void fillsTheDefaultsOfTextModels() {
        ModelConfig config = read(TEXT);

        assertThat(config.kind()).isEqualTo(Kind.TEXT);
        assertThat(config.kind().isMultimodal()).isFalse();
        assertThat(config.keyValueHeadCount()).isEqualTo(36);
        assertThat(config.headWidth()).isEqualTo(64);
        assertThat(config.rmsNormEpsilon()).isEqualTo(1e-5);
        assertThat(config.ropeBase()).isEqualTo(10_000);
        assertThat(config.tiedHead()).isTrue();
        assertThat(config.beginToken()).isEqualTo(1);
        assertThat(config.endToken()).isEqualTo(2);
        assertThat(config.residualScale()).isCloseTo(0.22136, within(1e-5));
        assertThat(config.logitDivisor()).isEqualTo(9);
        assertThat(config.vision()).isNull();
    }

    @Test
    void tellsTheMultimodalModelsApartBySliceMode() {
        ModelConfig first = read(VISION);
        ModelConfig second = read(VISION + ", \"slice_mode\": true, \"max_slice_nums\": 4, \"scale_resolution\": 84");

        assertThat(first.kind()).isEqualTo(Kind.VISION_1);
        assertThat(first.tiedHead()).isFalse();
        assertThat(first.vision()).isEqualTo(new VisionConfig(448, 14, 64, false, 9, 448, 16, true));
        assertThat(second.kind()).isEqualTo(Kind.VISION_2);
        assertThat(second.vision()).isEqualTo(new VisionConfig(448, 14, 64, true, 4, 84, 16, true));
        assertThat(Objects.requireNonNull(
                                read(VISION + ", \"slice_mode\": false").vision())
                        .slicing())
                .isFalse();
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
                "\"version\": 2.5 | version '2.5'",
                "\"version\": \"2.6\" | version '2.6'",
                "\"vision_config\": {} | 'vision_config'",
                "\"rope_scaling\": {\"type\": \"longrope\"} | 'rope_scaling'",
                "\"hidden_act\": \"gelu\" | 'gelu'",
                "\"attention_bias\": true | 'attention_bias'",
                "\"num_experts\": 8 | experts",
                "\"vision_encoder\": \"another\" | 'another'",
            })
    void saysWhichModelItCannotRun(String key, String reason) {
        assertThatThrownBy(() -> read(VISION + ", " + key))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("MiniCPM-V 2.0")
                .hasMessageContaining(reason);
    }

    @Test
    void refusesOtherArchitectures() {
        assertThatThrownBy(() -> read("\"architectures\": [\"LlamaForCausalLM\"], " + DECODER))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("'LlamaForCausalLM'");
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
        assertThatThrownBy(() -> ModelConfig.read(folder))
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
        assertThat(defaults.mostNewTokens()).isEmpty();
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
                assertThat(ModelConfig.read(folder).hiddenSize()).isPositive();
            } catch (ModelFormatException e) {
                assertThat(e).hasMessageContaining("config.json");
            } catch (RuntimeException e) {
                throw new AssertionError("seed " + seed + ", round " + round, e);
            }
        }
    }

    private ModelConfig read(String keys) {
        try {
            Files.writeString(folder.resolve("config.json"), "{" + keys + "}");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ModelConfig.read(folder);
    }
}

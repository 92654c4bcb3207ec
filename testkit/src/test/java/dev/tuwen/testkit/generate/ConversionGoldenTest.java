package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.conversion.ModelConversion;
import dev.tuwen.conversion.TargetType;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.Prompt;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.Tolerances;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// Golden checkpoints to GGUF files and back to logits.
class ConversionGoldenTest {
    @TempDir
    private Path folder = Path.of(".");

    private Path convert(String name, TargetType target) {
        Path file = folder.resolve(name + ".gguf");
        var bytes = new AtomicLong();
        try (ModelConversion conversion = ModelConversion.open(GoldenFolder.of(name), target, name)) {
            conversion.writeDecoder(file, bytes::addAndGet);
            long size = Files.size(file);
            if (conversion.hasVision()) {
                Path mmproj = folder.resolve("mmproj-" + name + ".gguf");
                conversion.writeMmproj(mmproj, bytes::addAndGet);
                size += Files.size(mmproj);
            }
            assertThat(conversion.byteSize()).isEqualTo(size);
            assertThat(bytes.get()).isPositive().isLessThan(size);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file;
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "text_torch", "text_gguf", "v1", "v2", "v2_torch"})
    void keepsSettingsAndTokenizer(String name) {
        // when
        Path file = convert(name, TargetType.F16);

        // then
        try (Checkpoint converted = KnownFamilies.ALL.open(file);
                Checkpoint original = KnownFamilies.ALL.open(GoldenFolder.of(name))) {
            DecoderConfig expected = original.decoder();
            DecoderConfig config = converted.decoder();
            assertThat(config.residualScale()).isCloseTo(expected.residualScale(), within(1e-7));
            assertThat(config.normEpsilon()).isCloseTo(expected.normEpsilon(), within(1e-12));
            assertThat(config)
                    .usingRecursiveComparison()
                    .ignoringFields("residualScale", "normEpsilon", "tiedHead", "vision.lastLayerDropped")
                    .isEqualTo(expected);
        }
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(file);
        Tokenizer expected = KnownFamilies.ALL.tokenizer(GoldenFolder.of(name));
        assertThat(tokenizer.specialTokens().added())
                .containsExactlyInAnyOrderEntriesOf(expected.specialTokens().added());
        for (String text : List.of(" a  b", "<image>图</image>", "<slice>", "<SEP>\n1+2", "你好，world…", "<用户>")) {
            assertThat(tokenizer.encode(text)).as(text).isEqualTo(expected.encode(text));
        }
    }

    /// Stored with the 16 bits they have; only brought into the file's order and back.
    @ParameterizedTest
    @ValueSource(strings = {"v1", "v2"})
    void keepsEveryNumberOfThePartThatSees(String name) {
        // when
        Path file = convert(name, TargetType.Q4_0);

        // then
        try (Checkpoint converted = KnownFamilies.ALL.open(file);
                Checkpoint original = KnownFamilies.ALL.open(GoldenFolder.of(name))) {
            List<String> seeing = original.weights().names().stream()
                    .filter(tensor -> tensor.startsWith("vpm.") || tensor.startsWith("resampler."))
                    .filter(tensor -> !tensor.equals("resampler.proj"))
                    .toList();
            assertThat(seeing).hasSizeGreaterThan(30);
            for (String tensor : seeing) {
                assertThat(converted.weights().dimensions(tensor))
                        .as(tensor)
                        .isEqualTo(original.weights().dimensions(tensor));
                assertThat(numbers(converted.weights(), tensor))
                        .as(tensor)
                        .isEqualTo(numbers(original.weights(), tensor));
            }
            int hidden = original.decoder().hiddenSize();
            float[] projection = numbers(original.weights(), "resampler.proj");
            float[] turned = numbers(converted.weights(), "resampler.proj.transposed");
            for (int i = 0; i < hidden; i++) {
                for (int j = 0; j < hidden; j++) {
                    assertThat(turned[i * hidden + j]).isEqualTo(projection[j * hidden + i]);
                }
            }
        }
    }

    /// The models' weights are random and drawn large, so that rounding them moves the logits far: of the square of the
    /// weights' relative error the logits of `text` show some 200 times as much, those of `v2` some 20 times. The
    /// bounds are twice what is usual; what four bits make of `text` says nothing, so that is left out.
    @ParameterizedTest
    @CsvSource({
        "text, F16, 1e-10",
        "text_torch, F16, 1e-10",
        "text_gguf, F16, 1e-10",
        "text_gptq, F16, 4e-6",
        "v1, F16, 1e-6",
        "v2, F16, 1e-6",
        "text, Q8_0, 1e-2",
        "text_gptq, Q8_0, 1e-3",
        "v2, Q8_0, 1e-3",
        "text_gptq, Q4_0, 0.3",
        "v2, Q4_0, 0.25",
        "v2, Q4_K_M, 0.25",
    })
    void computesTheLogitsWithinWhatTheTypeCosts(String name, TargetType target, double bound) {
        // given
        Path file = convert(name, target);

        // when
        try (GoldenModel golden = GoldenModel.converted(name, file)) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                var prompt = new Prompt(golden.encoder.insert(
                        GoldenFile.integers(run.get("ids")), GreedyGoldenTest.features(golden, run)));
                Generator.Trace trace = generator.trace(prompt, probe -> true, 32, 1, new Cancellation());

                // then
                float[] expected = golden.array(run.get("name").asString() + ".first_logits")
                        .values();
                float[] actual = Objects.requireNonNull(trace.arrays().get("first_logits"), "logits");
                assertThat(Tolerances.normalizedError(expected, actual))
                        .as(run.get("name").asString())
                        .isLessThan(bound);
                if (target == TargetType.F16) {
                    assertThat(trace.tokens()).isEqualTo(GreedyGoldenTest.list(run.get("greedy")));
                }
            }
        }
    }

    /// Four-bit weights times eight-bit activations, of the model whose numbers such rounding moves farthest. The
    /// bounds are what llama.cpp (early 2026) is off by in its own `Q4_0`.
    @Test
    void isNoFartherOffInFourBitsThanLlamaCpp() {
        Map<String, Double> bounds = Map.of("english", 1.265, "chinese", 0.333, "three_turns", 0.384);
        Path file = convert("text", TargetType.Q4_0);

        try (GoldenModel golden = GoldenModel.asStored("text", file)) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                String name = run.get("name").asString();
                assertThat(GreedyGoldenTest.firstLogitsError(golden, generator, run))
                        .as(name)
                        .isLessThan(Objects.requireNonNull(bounds.get(name)));
            }
        }
    }

    /// What rounding costs each tensor, in the place where it belongs. The bounds are for numbers from a normal
    /// distribution, half as much again: `(2.3 / 8)² / 12 = 7e-3` for the four bits of `Q4_0`, whose blocks of 32 reach
    /// some 2.3 deviations, and so on.
    @ParameterizedTest
    @CsvSource({"text, Q8_0", "text, Q4_0", "text, Q4_K_M", "text_gptq, Q4_K_M", "v1, Q4_K_M", "v2, Q8_0", "v2, Q4_K_M"
    })
    void losesNoMoreThanTheTypesDo(String name, TargetType target) {
        // when
        Path file = convert(name, target);

        // then
        try (Checkpoint converted = KnownFamilies.ALL.open(file);
                Checkpoint original = KnownFamilies.ALL.open(GoldenFolder.of(name))) {
            for (String tensor : converted.weights().names()) {
                if (!tensor.startsWith("model.") && !tensor.startsWith("lm_head")) {
                    continue;
                }
                double bound = switch (converted.weights().dtype(tensor)) {
                    case F32 -> 1e-12;
                    case Q8_0 -> 4.5e-5;
                    case Q6_K -> 5e-4;
                    case Q5_0 -> 2.7e-3;
                    case Q4_K -> 7.5e-3;
                    case Q4_0 -> 1.1e-2;
                    default -> 0;
                };
                assertThat(Tolerances.normalizedError(
                                numbers(original.weights(), tensor), numbers(converted.weights(), tensor)))
                        .as(tensor)
                        .isLessThan(bound);
            }
        }
    }

    @Test
    void givesTypesAsTheUsualProgramsDo() {
        // when: rows of 256 and 192
        Path file = convert("v2", TargetType.Q4_K_M);

        // then
        try (GgufFile gguf = GgufFile.open(file)) {
            assertThat(gguf.tensor("token_embd.weight").type()).isEqualTo(GgufType.Q4_K);
            assertThat(gguf.tensor("output.weight").type()).isEqualTo(GgufType.Q6_K);
            assertThat(gguf.tensor("blk.0.attn_q.weight").type()).isEqualTo(GgufType.Q4_K);
            assertThat(gguf.tensor("blk.0.attn_norm.weight").type()).isEqualTo(GgufType.F32);
            assertThat(gguf.tensor("blk.0.ffn_down.weight").type()).isEqualTo(GgufType.Q5_0);
            assertThat(gguf.tensor("blk.1.ffn_down.weight").type()).isEqualTo(GgufType.Q8_0);
            assertThat(gguf.tensor("blk.1.attn_v.weight").type()).isEqualTo(GgufType.Q6_K);
        }
    }

    @Test
    void copiesWhatHasItsTypeAlready() {
        // given
        Path once = convert("text", TargetType.Q4_0);
        Path twice = folder.resolve("twice.gguf");

        // when
        try (ModelConversion conversion = ModelConversion.open(once, TargetType.Q4_0, "text")) {
            conversion.writeDecoder(twice, _ -> {});

            // then
            assertThat(twice).hasSameBinaryContentAs(once);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void endsWhenTheListenerThrows() {
        try (ModelConversion conversion = ModelConversion.open(GoldenFolder.of("text"), TargetType.Q8_0, "text")) {
            assertThatThrownBy(() -> conversion.writeDecoder(folder.resolve("a.gguf"), _ -> {
                        throw new CancellationException("stopped");
                    }))
                    .isInstanceOf(CancellationException.class);
        }
    }

    private static float[] numbers(TensorSource weights, String name) {
        List<Long> axes = weights.dimensions(name);
        int columns = axes.stream().skip(1).mapToInt(Long::intValue).reduce(1, Math::multiplyExact);
        var whole = WeightRef.table(name, axes.getFirst().intValue(), columns);
        MemorySegment bytes = weights.bytes(whole);
        int count = Math.toIntExact(whole.elements());
        DType type = weights.dtype(name);
        float[] numbers = new float[StoredRows.paddedColumns(type, count)];
        StoredRows.decode(type, bytes, 0, count, numbers, 0);
        weights.release(whole);
        return numbers;
    }
}

package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.conversion.ModelConversion;
import dev.tuwen.conversion.TargetType;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.Generator;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.Tolerances;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.TensorSource;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// The decoder of a golden checkpoint in every type of block a GGUF file may have, from the file to the logits.
final class GgufTypesGoldenTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    /// Matrices whose rows whole blocks fill are stored in a type, the others as they are.
    private record Rounded(TensorSource exact, DType type) implements TensorSource {
        private boolean rounds(String name) {
            List<Long> axes = exact.dimensions(name);
            return axes.size() == 2 && axes.getLast() % type.blockElements() == 0;
        }

        private float[] numbers(WeightRef ref) {
            var numbers = new float[Math.toIntExact(ref.elements())];
            StoredRows.decode(exact.dtype(ref.name()), exact.bytes(ref), 0, numbers.length, numbers, 0);
            return numbers;
        }

        private MemorySegment rounded(float[] numbers) {
            MemorySegment rows = MemorySegment.ofArray(new byte[Math.toIntExact(type.byteSize(1, numbers.length))]);
            BlockFormat.of(type).encode(numbers, 0, rows, 0, numbers.length / type.blockElements());
            return rows;
        }

        /// What rounding costs a matrix.
        double error(String name) {
            List<Long> axes = dimensions(name);
            float[] numbers = numbers(WeightRef.matrix(
                    name, axes.getFirst().intValue(), axes.getLast().intValue()));
            var back = new float[numbers.length];
            StoredRows.decode(type, rounded(numbers), 0, back.length, back, 0);
            return Tolerances.normalizedError(numbers, back);
        }

        @Override
        public MemorySegment bytes(WeightRef ref) {
            return rounds(ref.name()) ? rounded(numbers(ref)) : exact.bytes(ref);
        }

        @Override
        public DType dtype(String name) {
            return rounds(name) ? type : exact.dtype(name);
        }

        @Override
        public Set<String> names() {
            return exact.names();
        }

        @Override
        public Path file(String name) {
            return exact.file(name);
        }

        @Override
        public boolean has(String name) {
            return exact.has(name);
        }

        @Override
        public List<Long> dimensions(String name) {
            return exact.dimensions(name);
        }

        @Override
        public void close() {}
    }

    static Stream<DType> quantized() {
        return Arrays.stream(DType.values()).filter(DType::isQuantized);
    }

    /// Weights are drawn large: of the square of their relative error the logits show some 20 times as much. The bounds
    /// are twice what that gives for the type.
    @ParameterizedTest
    @MethodSource("quantized")
    void computesTheLogitsWithinWhatTheTypeCosts(DType type) throws IOException {
        // given
        try (ModelConversion conversion = ModelConversion.open(GoldenFolder.of("v2"), TargetType.F16, "v2")) {
            conversion.writeMmproj(folder.resolve("mmproj-v2.gguf"), bytes -> {});
        }
        Path file = folder.resolve("v2.gguf");
        double bound;
        try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of("v2"))) {
            var rounded = new Rounded(files.weights(), type);
            GgufCheckpoint.decoder(files.decoder(), rounded, (SentencePieceTokenizer) files.tokenizer())
                    .writeTo(file);
            bound = 40 * rounded.error("model.layers.0.self_attn.q_proj.weight");
        }

        // when
        try (GoldenModel golden = GoldenModel.asStored("v2", file)) {
            var generator = new Generator(golden.model, golden.encoder);
            for (JsonNode run : golden.runs()) {
                // then
                assertThat(GreedyGoldenTest.firstLogitsError(golden, generator, run))
                        .as(run.get("name").asString())
                        .isBetween(bound / 100, bound);
            }
        }
    }
}

package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.conversion.ModelConversion;
import dev.tuwen.conversion.TargetType;
import dev.tuwen.generate.Generator;
import dev.tuwen.quantization.BlockFormat;
import dev.tuwen.quantization.StoredRows;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.files.ModelFiles;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

        @Override
        public MemorySegment bytes(WeightRef ref) {
            MemorySegment stored = exact.bytes(ref);
            if (!rounds(ref.name())) {
                return stored;
            }
            int count = Math.toIntExact(ref.elements());
            var numbers = new float[count];
            StoredRows.decode(exact.dtype(ref.name()), stored, 0, count, numbers, 0);
            MemorySegment rows = MemorySegment.ofArray(new byte[Math.toIntExact(type.byteSize(1, count))]);
            BlockFormat.of(type).encode(numbers, 0, rows, 0, count / type.blockElements());
            return rows;
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

    /// Weights are drawn large: of the square of their relative error the logits show some 20 times as much. The bounds
    /// are twice what is usual for the type.
    @ParameterizedTest
    @CsvSource({
        "Q8_0, 2e-3",
        "Q6_K, 2e-2",
        "Q5_0, 0.1",
        "Q5_1, 0.1",
        "Q5_K, 0.1",
        "Q4_0, 0.3",
        "Q4_1, 0.3",
        "Q4_K, 0.3",
    })
    void computesTheLogitsWithinWhatTheTypeCosts(DType type, double bound) throws IOException {
        // given
        try (ModelConversion conversion = ModelConversion.open(GoldenFolder.of("v2"), TargetType.F16, "v2")) {
            conversion.writeEyes(folder.resolve("mmproj-v2.gguf"), bytes -> {});
        }
        Path file = folder.resolve("v2.gguf");
        try (ModelFiles files = ModelFiles.open(GoldenFolder.of("v2"))) {
            GgufCheckpoint.decoder(
                            files.config(),
                            new Rounded(files.weights(), type),
                            SentencePieceTokenizer.open(GoldenFolder.of("v2")))
                    .writeTo(file);
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

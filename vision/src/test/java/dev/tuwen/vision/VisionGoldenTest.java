package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.ImageBounds;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.ReferenceBackend;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.ImageDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/// Everything the reference computed from pictures, on the reference interpreter and on the CPU backend.
final class VisionGoldenTest {

    private static final double BOUND = 1e-4;
    private static final String VECTOR_BITS = "dev.tuwen.vector.bits";
    private static final SpecialTokens SPECIAL = new SpecialTokens(1, 2, 0, Map.of("<image>", 101, "</image>", 102));

    /// The backends to compare.
    enum On {
        REFERENCE,
        CPU_SCALAR,
        CPU_VECTOR;

        Backend open() {
            return switch (this) {
                case REFERENCE -> new ReferenceBackend();
                case CPU_SCALAR -> scalar();
                case CPU_VECTOR -> Backends.choose("cpu").open(BackendOptions.DEFAULT);
            };
        }

        /// A vector width of 0 bits asks for the scalar kernels; read when the backend is opened.
        private static Backend scalar() {
            String before = System.getProperty(VECTOR_BITS);
            System.setProperty(VECTOR_BITS, "0");
            try {
                return Backends.choose("cpu").open(BackendOptions.DEFAULT);
            } finally {
                if (before == null) {
                    System.clearProperty(VECTOR_BITS);
                } else {
                    System.setProperty(VECTOR_BITS, before);
                }
            }
        }
    }

    static Stream<Arguments> runs() {
        List<Arguments> runs = new ArrayList<>();
        for (String model : List.of("v1", "v2")) {
            for (JsonNode run : golden(model)) {
                if (!run.get("image").isNull()) {
                    for (On on : On.values()) {
                        runs.add(Arguments.of(model, run.get("name").asString(), on));
                    }
                }
            }
        }
        return runs.stream();
    }

    private static JsonNode golden(String model) {
        return GoldenFile.runs(model);
    }

    private static JsonNode golden(String model, String name) {
        return golden(model)
                .valueStream()
                .filter(run -> run.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Bitmap image(JsonNode run) {
        Path file = GoldenFolder.of("images").resolve(run.get("image").asString());
        return ImageDecoder.decode(file).bitmap();
    }

    @ParameterizedTest
    @MethodSource("runs")
    void encodesPhotosToTheReferencesFeatures(String model, String name, On on) {
        JsonNode run = golden(model, name);
        GoldenFile arrays = GoldenFile.arrays(model);
        try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of(model));
                Backend backend = on.open();
                VisionModel vision = open(backend, files)) {
            List<Integer> progress = new ArrayList<>();

            ImageFeatures features = vision.encode(image(run), (done, total) -> progress.add(done), new Cancellation());

            assertThat(progress).hasSize(features.pictures().size() + 1).isSorted();
            assertThat(features.pictures())
                    .allSatisfy(rows ->
                            assertThat(rows.rows()).isEqualTo(vision.config().queries()));
            arrays.assertClose(name + ".features", together(features.pictures()), BOUND);
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void agreesAfterEveryStage(String model, String name, On on) {
        JsonNode run = golden(model, name);
        GoldenFile arrays = GoldenFile.arrays(model);
        try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of(model));
                Backend backend = on.open();
                VisionModel vision = open(backend, files)) {
            PreparedImage prepared = vision.preprocessor().prepare(image(run), () -> false);
            List<String> compared = new ArrayList<>();
            for (int k = 0; k < prepared.pictures().size(); k++) {
                String prefix = name + ".picture" + k + ".";

                var stages = vision.trace(prepared.patches(k), stage -> arrays.has(prefix + stage), new Cancellation());

                stages.forEach((stage, values) -> {
                    compared.add(prefix + stage);
                    arrays.assertClose(prefix + stage, values, BOUND);
                });
            }

            List<String> expected = arrays.names().stream()
                    .filter(array -> array.startsWith(name + ".picture"))
                    .toList();
            assertThat(compared).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static float[] together(List<EmbeddingRows> pictures) {
        var all = new float
                [pictures.stream().mapToInt(rows -> rows.values().length).sum()];
        int at = 0;
        for (EmbeddingRows rows : pictures) {
            System.arraycopy(rows.values(), 0, all, at, rows.values().length);
            at += rows.values().length;
        }
        return all;
    }

    private static VisionModel open(Backend backend, Checkpoint files) {
        WeightSource weights = files.weights();
        VisionConfig config = VisionConfig.of(files).orElseThrow();
        return VisionModel.open(backend, weights, config, LoadOptions.packed(DType.F32));
    }

    @Test
    void writesTheReferencesPlacesAndFindsItsBounds() {
        for (String model : List.of("v1", "v2")) {
            try (Checkpoint files = KnownFamilies.ALL.open(GoldenFolder.of(model))) {
                VisionConfig config = VisionConfig.of(files).orElseThrow();
                for (JsonNode run : golden(model)) {
                    if (!run.get("image").isNull()) {
                        assertPrompt(config, run);
                    }
                }
            }
        }
    }

    private static void assertPrompt(VisionConfig config, JsonNode run) {
        PreparedImage prepared = new VisionPreprocessor(config).prepare(image(run), () -> false);
        String content = run.get("messages").get(0).get("content").asString();
        String beginning = "<用户>" + prepared.plan().placeholder(config.marks(), config.queries()) + "\n" + content;
        assertThat(run.get("prompt").asString()).startsWith(beginning);

        int[] ids = GoldenFile.integers(run.get("ids"));
        List<ImageBounds> expected = run.get("image_bounds")
                .valueStream()
                .map(pair -> new ImageBounds(pair.get(0).asInt(), pair.get(1).asInt()))
                .toList();
        assertThat(ImageBounds.of(
                        ids,
                        config.marks(),
                        SPECIAL,
                        Collections.nCopies(prepared.pictures().size(), config.queries())))
                .isEqualTo(expected);

        for (int k = 0; k < prepared.pictures().size(); k++) {
            Bitmap picture = prepared.pictures().get(k);
            assertThat(List.of(picture.width(), picture.height()))
                    .isEqualTo(List.of(
                            run.get("pictures").get(k).get(0).asInt(),
                            run.get("pictures").get(k).get(1).asInt()));
        }
    }
}

package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.ReferenceBackend;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.ImageDecoder;
import dev.tuwen.weights.ModelFiles;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFiles;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Everything the reference computed from pictures, on the reference interpreter and on the CPU backend.
final class VisionGoldenTest {

    private static final float BOUND = 1e-4f;
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
        return new ObjectMapper()
                .readTree(GoldenFolder.of(model).resolve("golden.json").toFile());
    }

    private static JsonNode golden(String model, String name) {
        return golden(model)
                .valueStream()
                .filter(run -> run.get("name").asString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Bitmap photo(JsonNode run) {
        Path file = GoldenFolder.of("images").resolve(run.get("image").asString());
        return ImageDecoder.decode(file).bitmap();
    }

    private static float[] array(TensorSource arrays, String name) {
        List<Long> dimensions = arrays.dimensions(name);
        long numbers = dimensions.stream().reduce(1L, Math::multiplyExact);
        int rows = Math.toIntExact(dimensions.getFirst());
        return arrays.bytes(WeightRef.table(name, rows, Math.toIntExact(numbers / rows)))
                .toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
    }

    @ParameterizedTest
    @MethodSource("runs")
    void encodesPhotosToTheReferencesFeatures(String model, String name, On on) {
        JsonNode run = golden(model, name);
        try (ModelFiles files = ModelFiles.open(GoldenFolder.of(model));
                TensorSource arrays = WeightFiles.open(GoldenFolder.of(model).resolve("golden.safetensors"));
                Backend backend = on.open();
                VisionModel vision = open(backend, files)) {
            List<Integer> progress = new ArrayList<>();

            PhotoFeatures features = vision.encode(photo(run), (done, total) -> progress.add(done), new Cancellation());

            float[] expected = array(arrays, name + ".features");
            int size = vision.config().queries() * vision.config().hidden();
            assertThat(features.pictures()).hasSize(expected.length / size);
            assertThat(progress).hasSize(features.pictures().size() + 1).isSorted();
            for (int k = 0; k < features.pictures().size(); k++) {
                EmbeddingRows rows = features.pictures().get(k);
                assertThat(rows.rows()).isEqualTo(vision.config().queries());
                assertClose(rows.values(), expected, k * size, name + ".features[" + k + "]");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void agreesAfterEveryStage(String model, String name, On on) {
        JsonNode run = golden(model, name);
        try (ModelFiles files = ModelFiles.open(GoldenFolder.of(model));
                TensorSource arrays = WeightFiles.open(GoldenFolder.of(model).resolve("golden.safetensors"));
                Backend backend = on.open();
                VisionModel vision = open(backend, files)) {
            PreparedPhoto prepared = vision.preprocessor().prepare(photo(run), () -> false);
            List<String> compared = new ArrayList<>();
            for (int k = 0; k < prepared.pictures().size(); k++) {
                String prefix = name + ".picture" + k + ".";

                var stages = vision.trace(prepared.patches(k), stage -> arrays.has(prefix + stage), new Cancellation());

                stages.forEach((stage, values) -> {
                    compared.add(prefix + stage);
                    assertClose(values, array(arrays, prefix + stage), 0, prefix + stage);
                });
            }

            List<String> expected = arrays.names().stream()
                    .filter(array -> array.startsWith(name + ".picture"))
                    .toList();
            assertThat(compared).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static VisionModel open(Backend backend, ModelFiles files) {
        WeightSource weights = files.weights();
        VisionConfig config = VisionConfig.of(files.config(), weights);
        return VisionModel.open(backend, weights, config, LoadOptions.packed(DType.F32));
    }

    private static void assertClose(float[] actual, float[] expected, int from, String what) {
        assertThat(expected.length - from).as(what).isGreaterThanOrEqualTo(actual.length);
        float worst = 0;
        for (int i = 0; i < actual.length; i++) {
            float difference = Math.abs(actual[i] - expected[from + i]);
            // A NaN must not pass.
            worst = difference <= worst ? worst : difference;
        }
        assertThat(worst).as(what).isLessThan(BOUND);
    }

    @Test
    void writesTheReferencesPlacesAndFindsItsBounds() {
        for (String model : List.of("v1", "v2")) {
            try (ModelFiles files = ModelFiles.open(GoldenFolder.of(model))) {
                VisionConfig config = VisionConfig.of(files.config(), files.weights());
                for (JsonNode run : golden(model)) {
                    if (!run.get("image").isNull()) {
                        assertPrompt(config, run);
                    }
                }
            }
        }
    }

    private static void assertPrompt(VisionConfig config, JsonNode run) {
        PreparedPhoto prepared = new VisionPreprocessor(config).prepare(photo(run), () -> false);
        String content = run.get("messages").get(0).get("content").asString();
        String beginning = "<用户>" + ImagePrompt.placeholder(prepared.plan(), config.queries()) + "\n" + content;
        assertThat(run.get("prompt").asString()).startsWith(beginning);

        int[] ids = run.get("ids").valueStream().mapToInt(JsonNode::asInt).toArray();
        List<ImageBounds> expected = run.get("image_bounds")
                .valueStream()
                .map(pair -> new ImageBounds(pair.get(0).asInt(), pair.get(1).asInt()))
                .toList();
        assertThat(ImagePrompt.bounds(ids, SPECIAL, prepared.pictures().size(), config.queries()))
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

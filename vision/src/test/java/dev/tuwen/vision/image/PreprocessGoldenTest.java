package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/// Decoding, resizing and slicing against what the reference produced: sizes, plans and every byte.
final class PreprocessGoldenTest {

    private static final SliceGrid TINY = new SliceGrid(84, 14, 9);
    private static final SliceGrid FULL = new SliceGrid(448, 14, 9);

    static Stream<JsonNode> pictures() {
        return golden("pictures.json");
    }

    static Stream<JsonNode> plans() {
        return golden("slice_plans_448.json");
    }

    private static Stream<JsonNode> golden(String name) {
        Path file = GoldenFolder.of("preprocess").resolve(name);
        return new ObjectMapper().readTree(file.toFile()).valueStream();
    }

    private static Bitmap decoded(JsonNode golden) {
        String name = golden.get("image").asString();
        return ImageDecoder.decode(GoldenFolder.of("images").resolve(name)).bitmap();
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void decodesToTheSameBytes(JsonNode golden) {
        Bitmap bitmap = decoded(golden);

        assertThat(List.of(bitmap.width(), bitmap.height())).isEqualTo(pair(golden.get("size")));
        assertThat(ImageDecoderTest.sha256(bitmap.rgb()))
                .isEqualTo(golden.get("rgb_sha256").asString());
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void resizesToTheSameBytes(JsonNode golden) {
        Bitmap bitmap = decoded(golden);

        for (String key : List.of("v1", "v1_full")) {
            int side = golden.get(key).get("size").asInt();
            Bitmap resized = BicubicResize.resize(bitmap, side, side);
            assertThat(ImageDecoderTest.sha256(resized.rgb()))
                    .as(key)
                    .isEqualTo(golden.get(key).get("sha256").asString());
        }
    }

    @ParameterizedTest
    @MethodSource("pictures")
    void slicesToTheSameBytes(JsonNode golden) {
        Bitmap bitmap = decoded(golden);

        assertSlices(bitmap, TINY, golden.get("v2"));
        assertSlices(bitmap, FULL, golden.get("v2_full"));
    }

    private static void assertSlices(Bitmap bitmap, SliceGrid grid, JsonNode golden) {
        SlicePlan plan = grid.plan(new PixelSize(bitmap.width(), bitmap.height()));
        assertPlan(plan, golden);
        List<String> hashes = ImageSlicer.slice(bitmap, plan, () -> false).stream()
                .map(picture -> ImageDecoderTest.sha256(picture.rgb()))
                .toList();
        List<String> expected = new ArrayList<>();
        golden.get("sha256").forEach(hash -> expected.add(hash.asString()));
        assertThat(hashes).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("plans")
    void plansTheSameCuts(JsonNode golden) {
        var image =
                new PixelSize(golden.get("width").asInt(), golden.get("height").asInt());

        assertPlan(FULL.plan(image), golden);
    }

    private static void assertPlan(SlicePlan plan, JsonNode golden) {
        assertThat(pair(plan.overview())).isEqualTo(pair(golden.get("source")));
        if (golden.get("grid").isNull()) {
            assertThat(plan.slices()).isEmpty();
            return;
        }
        SlicePlan.Slices slices = plan.slices().orElseThrow();
        assertThat(List.of(slices.columns(), slices.rows())).isEqualTo(pair(golden.get("grid")));
        assertThat(pair(slices.slice())).isEqualTo(pair(golden.get("slice")));
        assertThat(pair(slices.refined())).isEqualTo(pair(golden.get("refined")));
    }

    private static List<Integer> pair(PixelSize size) {
        return List.of(size.width(), size.height());
    }

    private static List<Integer> pair(JsonNode node) {
        return List.of(node.get(0).asInt(), node.get(1).asInt());
    }
}

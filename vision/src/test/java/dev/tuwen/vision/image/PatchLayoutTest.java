package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.WeightRef;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.files.WeightFiles;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.Test;

final class PatchLayoutTest {

    @Test
    void normalisesToWhatTheReferenceFeedsItsConvolution() {
        Bitmap image = ImageDecoder.decode(GoldenFolder.of("images").resolve("odd.png"))
                .bitmap();
        Bitmap square = BicubicResize.resize(image, 112, 112);

        Patches patches = new PatchLayout(14).patches(square);

        assertThat(patches.rows()).isEqualTo(8);
        assertThat(patches.columns()).isEqualTo(8);
        float[] planes = planes();
        for (int channel = 0; channel < 3; channel++) {
            for (int y = 0; y < 112; y++) {
                for (int x = 0; x < 112; x++) {
                    int patch = y / 14 * 8 + x / 14;
                    int inPatch = channel * 196 + y % 14 * 14 + x % 14;
                    assertThat(patches.values()[patch * 588 + inPatch])
                            .isEqualTo(planes[(channel * 112 + y) * 112 + x]);
                }
            }
        }
    }

    private static float[] planes() {
        var file = GoldenFolder.of("preprocess").resolve("v1_float_example.safetensors");
        try (var source = WeightFiles.open(file)) {
            String name = source.names().iterator().next();
            MemorySegment bytes = source.bytes(WeightRef.table(name, 3, 112 * 112));
            return bytes.toArray(ValueLayout.JAVA_FLOAT_UNALIGNED);
        }
    }

    @Test
    void fillsUpPatchesThatReachOverTheEdgeWithZeros() {
        var white =
                new Bitmap(3, 2, new byte[] {-1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1});

        Patches patches = new PatchLayout(2).patches(white);

        assertThat(patches.count()).isEqualTo(2);
        assertThat(patches.values())
                .containsExactly(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0);
    }
}

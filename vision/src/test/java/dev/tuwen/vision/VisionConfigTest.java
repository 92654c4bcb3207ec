package dev.tuwen.vision;

import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.family.KeyPositions;
import dev.tuwen.family.Slicing;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.PictureMarks;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Shapes of weights that no model has.
final class VisionConfigTest {
    private static final PictureMarks MARKS =
            KnownFamilies.ALL.byId("v2").orElseThrow().vision().orElseThrow().marks();

    /// Tensors without numbers.
    private record Shapes(Map<String, List<Long>> shapes) implements WeightSource {
        @Override
        public boolean has(String name) {
            return shapes.containsKey(name);
        }

        @Override
        public DType dtype(String name) {
            return DType.F32;
        }

        @Override
        public List<Long> dimensions(String name) {
            List<Long> shape = shapes.get(name);
            if (shape == null) {
                throw new IllegalArgumentException("no tensor '" + name + "'");
            }
            return shape;
        }

        @Override
        public MemorySegment bytes(WeightRef ref) {
            throw new IllegalArgumentException("no numbers");
        }

        @Override
        public void close() {
            // Nothing was opened.
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, (1 << 14) + 1, 1L << 31, 1L << 40})
    void refusesAbsurdWidths(long width) {
        for (int wide = 0; wide < 4; wide++) {
            // given
            long[] widths = {32, 64, 48, 16};
            widths[wide] = width;
            var source = new Shapes(Map.of(
                    "vpm.patch_embed.proj.weight",
                    List.of(widths[0], 3L, 14L, 14L),
                    "vpm.pos_embed",
                    List.of(1L, 729L, widths[0]),
                    "vpm.blocks.0.norm1.weight",
                    List.of(widths[0]),
                    "vpm.blocks.0.mlp.fc1.weight",
                    List.of(widths[1], widths[0]),
                    "resampler.query",
                    List.of(widths[3], widths[2])));

            // then
            assertThatIllegalArgumentException()
                    .as("width " + wide)
                    .isThrownBy(() -> VisionConfig.of(source, 2, KeyPositions.SINES, new Slicing.Whole(), MARKS));
        }
    }
}

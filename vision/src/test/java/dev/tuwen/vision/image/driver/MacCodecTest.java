package dev.tuwen.vision.image.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

final class MacCodecTest {
    private static final byte[] FILE = {1, 2, 3};

    private final FakeApple apple = new FakeApple();
    private final MacCodec codec = new MacCodec(apple);

    @Test
    void takesThePictureUpright() throws Exception {
        // given: stored as three by two, to be turned
        // when
        SystemPixels pixels = codec.decode(FILE, (width, height) -> {});

        // then
        assertThat(pixels.width()).isEqualTo(2);
        assertThat(pixels.height()).isEqualTo(3);
        assertThat(apple.longest).isEqualTo(3);
        assertThat(pixels.rgba()).startsWith(100, 50, 20, 127).hasSize(24);
        assertThat(apple.open).isEmpty();
    }

    @Test
    void asksForTheSizeBeforeItDecodes() {
        assertThatIllegalStateException()
                .isThrownBy(() -> codec.decode(FILE, (width, height) -> {
                    throw new IllegalStateException(width + " x " + height);
                }))
                .withMessage("3 x 2");

        assertThat(apple.longest).isZero();
        assertThat(apple.open).isEmpty();
    }

    @Test
    void saysThatItCannotBeDecodedAndReleasesAll() {
        for (String failing : List.of("source", "sides", "upright", "draw")) {
            apple.failing = failing;

            assertThatExceptionOfType(SystemCodecException.class)
                    .as(failing)
                    .isThrownBy(() -> codec.decode(FILE, (width, height) -> {}))
                    .withMessage("macOS cannot decode it")
                    .satisfies(failure -> assertThat(failure.missing()).isEmpty());
            assertThat(apple.open).as(failing).isEmpty();
        }
    }

    /// One picture, and a list of what is open.
    private static final class FakeApple implements AppleFunctions {
        private static final MemorySegment SOURCE = MemorySegment.ofAddress(1);
        private static final MemorySegment IMAGE = MemorySegment.ofAddress(2);

        private final List<MemorySegment> open = new ArrayList<>();
        private String failing = "";
        private int longest;

        private MemorySegment made(String call, MemorySegment object) {
            if (call.equals(failing)) {
                return MemorySegment.NULL;
            }
            open.add(object);
            return object;
        }

        @Override
        public MemorySegment source(byte[] file) {
            assertThat(file).isEqualTo(FILE);
            return made("source", SOURCE);
        }

        @Override
        public Sides sides(MemorySegment source) {
            return failing.equals("sides")
                    ? new Sides(OptionalInt.empty(), OptionalInt.of(2))
                    : new Sides(OptionalInt.of(3), OptionalInt.of(2));
        }

        @Override
        public MemorySegment upright(MemorySegment source, int most) {
            longest = most;
            return made("upright", IMAGE);
        }

        @Override
        public long width(MemorySegment image) {
            return 2;
        }

        @Override
        public long height(MemorySegment image) {
            return 3;
        }

        @Override
        public boolean draw(MemorySegment image, int width, int height, MemorySegment rgba) {
            assertThat(rgba.byteSize()).isEqualTo(4L * width * height);
            MemorySegment.copy(new byte[] {50, 25, 10, 127}, 0, rgba, ValueLayout.JAVA_BYTE, 0, 4);
            return !failing.equals("draw");
        }

        @Override
        public void release(MemorySegment object) {
            assertThat(open.removeLast()).isEqualTo(object);
        }
    }
}

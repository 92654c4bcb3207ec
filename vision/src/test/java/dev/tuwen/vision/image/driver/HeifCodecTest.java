package dev.tuwen.vision.image.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tuwen.vision.image.driver.SystemCodecException.Missing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class HeifCodecTest {
    private static final byte[] FILE = {1, 2, 3};

    private final FakeHeif heif = new FakeHeif();
    private final HeifCodec codec = new HeifCodec(Optional.of(heif));

    @Test
    void takesRowsWithoutTheirPadding() throws Exception {
        // when
        SystemPixels pixels = codec.decode(FILE, (width, height) -> {});

        // then
        assertThat(pixels.width()).isEqualTo(2);
        assertThat(pixels.height()).isEqualTo(3);
        assertThat(pixels.rgba())
                .containsExactly(
                        0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 15, 16, 17, 18, 19, 24, 25, 26, 27, 28, 29, 30, 31);
        assertThat(heif.open).isEmpty();
    }

    @Test
    void takesColoursBackThatWereMultipliedByAlpha() throws Exception {
        heif.premultiplied = true;

        byte[] rgba = codec.decode(FILE, (width, height) -> {}).rgba();

        assertThat(rgba).startsWith(0, 85, 170, 3);
    }

    @Test
    void asksForTheSizeBeforeItDecodes() {
        assertThatIllegalStateException()
                .isThrownBy(() -> codec.decode(FILE, (width, height) -> {
                    throw new IllegalStateException(width + " x " + height);
                }))
                .withMessage("2 x 3");

        assertThat(heif.calls).doesNotContain("decode");
        assertThat(heif.open).isEmpty();
    }

    @Test
    void saysWhatIsWrongWithTheFileAndReleasesAll() {
        for (String failing : List.of("read", "primary", "decode")) {
            heif.failing = failing;

            var failure =
                    catchThrowableOfType(SystemCodecException.class, () -> codec.decode(FILE, (width, height) -> {}));

            assertThat(failure).as(failing).hasMessage("no " + failing);
            assertThat(failure.missing()).isEmpty();
            assertThat(heif.open).as(failing).isEmpty();
        }
    }

    @Test
    void saysWhatHasToBeInstalled() {
        heif.failing = "decode";
        heif.failure = new HeifFunctions.Status(4, 3000, "Unsupported codec");

        assertThatExceptionOfType(SystemCodecException.class)
                .isThrownBy(() -> codec.decode(FILE, (width, height) -> {}))
                .satisfies(failure -> assertThat(failure.missing()).contains(Missing.LIBHEIF_DECODER));
        assertThatExceptionOfType(SystemCodecException.class)
                .isThrownBy(() -> new HeifCodec(Optional.empty()).decode(FILE, (width, height) -> {}))
                .satisfies(failure -> assertThat(failure.missing()).contains(Missing.LIBHEIF));
    }

    /// A library with one picture of two by three pixels, whose rows have four bytes too many, and a list of what is
    /// open.
    private static final class FakeHeif implements HeifFunctions {
        private static final MemorySegment CONTEXT = MemorySegment.ofAddress(1);
        private static final MemorySegment HANDLE = MemorySegment.ofAddress(2);
        private static final MemorySegment IMAGE = MemorySegment.ofAddress(3);
        private static final int PITCH = 12;

        private final List<MemorySegment> open = new ArrayList<>();
        private final List<String> calls = new ArrayList<>();
        private String failing = "";
        private Status failure = new Status(2, 0, "");
        private boolean premultiplied;

        private Status status(String call) {
            calls.add(call);
            if (!call.equals(failing)) {
                return new Status(0, 0, "Success");
            }
            return failure.message().isEmpty() ? new Status(failure.code(), failure.detail(), "no " + call) : failure;
        }

        private Result result(String call, MemorySegment pointer) {
            Status status = status(call);
            if (status.isFine()) {
                open.add(pointer);
            }
            return new Result(status, status.isFine() ? pointer : MemorySegment.NULL);
        }

        @Override
        public MemorySegment contextAlloc() {
            open.add(CONTEXT);
            return CONTEXT;
        }

        @Override
        public Status contextReadFromMemory(MemorySegment context, MemorySegment file) {
            assertThat(file.toArray(ValueLayout.JAVA_BYTE)).isEqualTo(FILE);
            return status("read");
        }

        @Override
        public Result primaryImageHandle(MemorySegment context) {
            return result("primary", HANDLE);
        }

        @Override
        public int handleWidth(MemorySegment handle) {
            return 2;
        }

        @Override
        public int handleHeight(MemorySegment handle) {
            return 3;
        }

        @Override
        public boolean isPremultiplied(MemorySegment handle) {
            return premultiplied;
        }

        @Override
        public Result decodeImage(MemorySegment handle) {
            return result("decode", IMAGE);
        }

        @Override
        public int imageWidth(MemorySegment image) {
            return 2;
        }

        @Override
        public int imageHeight(MemorySegment image) {
            return 3;
        }

        @Override
        public Plane plane(MemorySegment image, int rows) {
            MemorySegment memory = Arena.ofAuto().allocate((long) PITCH * rows);
            for (int i = 0; i < memory.byteSize(); i++) {
                memory.set(ValueLayout.JAVA_BYTE, i, (byte) i);
            }
            return new Plane(memory, PITCH);
        }

        @Override
        public void imageRelease(MemorySegment image) {
            close(IMAGE, image);
        }

        @Override
        public void handleRelease(MemorySegment handle) {
            close(HANDLE, handle);
        }

        @Override
        public void contextFree(MemorySegment context) {
            close(CONTEXT, context);
        }

        private void close(MemorySegment expected, MemorySegment pointer) {
            assertThat(pointer).isEqualTo(expected);
            assertThat(open.removeLast()).isEqualTo(pointer);
        }
    }
}

package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tuwen.vision.image.driver.SystemCodec;
import dev.tuwen.vision.image.driver.SystemCodecException;
import dev.tuwen.vision.image.driver.SystemPixels;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

final class HeifFileTest {
    /// White with half of it transparent, then black that is all there.
    private static final byte[] HALF_WHITE_AND_BLACK = {-1, -1, -1, 127, 0, 0, 0, -1};

    private static final SystemCodec TWO_PIXELS = (file, size) -> {
        size.check(2, 1);
        return new SystemPixels(2, 1, HALF_WHITE_AND_BLACK.clone());
    };

    private static DecodedImage decode(SystemCodec codec, Rendering rendering) {
        return new HeifFile(codec, ImageFormat.HEIC)
                .decode(new byte[0], PictureLimits.STANDARD, rendering, () -> false);
    }

    @Test
    void dropsAlphaOrLaysItOnAGround() {
        assertThat(decode(TWO_PIXELS, Rendering.AS_STORED).bitmap().rgb()).containsExactly(255, 255, 255, 0, 0, 0);
        assertThat(decode(TWO_PIXELS, Rendering.AS_SEEN).bitmap().rgb())
                .isEqualTo(Transparency.onGround(2, 1, new byte[] {-1, -1, -1, 0, 0, 0}, new byte[] {127, -1})
                        .rgb());
    }

    @Test
    void refusesASizeBeforeAnythingIsDecoded() {
        SystemCodec huge = (file, size) -> {
            size.check(1 << 20, 1 << 20);
            throw new AssertionError("decoded");
        };

        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> decode(huge, Rendering.AS_SEEN))
                .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(ImageFormatException.Kind.TOO_LARGE));
    }

    @Test
    void stopsWhenCancelled() {
        var cancelled = new AtomicBoolean();
        SystemCodec slow = (file, size) -> {
            cancelled.set(true);
            return new SystemPixels(2, 1, HALF_WHITE_AND_BLACK.clone());
        };

        assertThatExceptionOfType(CancellationException.class)
                .isThrownBy(() -> new HeifFile(slow, ImageFormat.AVIF)
                        .decode(new byte[0], PictureLimits.STANDARD, Rendering.AS_SEEN, cancelled::get));
    }

    @Test
    void saysThatAFileWhichIsCutOffIsDamaged() throws IOException {
        for (String name : new String[] {"scene.heic", "scene.avif"}) {
            byte[] whole = resource(name);
            decoded(whole);
            for (int percent : new int[] {25, 60, 95}) {
                byte[] cut = Arrays.copyOf(whole, whole.length * percent / 100);

                assertThatExceptionOfType(ImageFormatException.class)
                        .as("%s, %d percent", name, percent)
                        .isThrownBy(() -> ImageDecoder.decode(cut))
                        .satisfies(refusal -> assertThat(refusal.kind()).isEqualTo(ImageFormatException.Kind.DAMAGED));
            }
        }
    }

    @Test
    void laysTransparencyOfAFileOnAGround() throws IOException {
        byte[] file = resource("scene_alpha.heic");
        Bitmap stored = decoded(file).bitmap();
        Bitmap seen = ImageDecoder.decode(file, Rendering.AS_SEEN).bitmap();

        assertThat(seen.rgb()[seen.offset(5, 5)] & 0xff).isGreaterThan(250);
        assertThat(stored.rgb()[stored.offset(5, 5)] & 0xff).isLessThan(60);
    }

    /// With the codec of this machine; the test ends where it has none.
    private static DecodedImage decoded(byte[] file) {
        try {
            return ImageDecoder.decode(file);
        } catch (ImageFormatException refusal) {
            assumeTrue(refusal.missing().isEmpty(), refusal.getMessage());
            throw refusal;
        }
    }

    @Test
    void namesWhatHasToBeInstalled() {
        for (SystemCodecException.Missing missing : SystemCodecException.Missing.values()) {
            ImageFormatException refusal = ImageFormatException.needs(ImageFormat.AVIF, missing);

            assertThat(refusal.kind()).isEqualTo(ImageFormatException.Kind.UNSUPPORTED_FORMAT);
            assertThat(refusal.missing()).contains(missing);
            assertThat(refusal)
                    .hasMessageStartingWith("AVIF pictures ")
                    .hasMessageContaining("install")
                    .hasMessageContaining("save it as JPEG or PNG");
        }
    }

    @Test
    void decodesWhatTheSystemCan() throws IOException {
        Bitmap expected = ImageDecoder.decode(ImageDecoderTest.resource("lost/_scene.png"))
                .bitmap();
        for (String name : new String[] {"scene.heic", "scene.avif"}) {
            Bitmap actual = decoded(resource(name)).upright();
            assertThat(actual.width()).isEqualTo(expected.width());
            assertThat(actual.height()).isEqualTo(expected.height());
            double sum = 0;
            for (int i = 0; i < expected.rgb().length; i++) {
                sum += Math.abs((actual.rgb()[i] & 0xff) - (expected.rgb()[i] & 0xff));
            }
            // what the encoder lost at quality 60
            assertThat(sum / expected.rgb().length).as(name).isLessThan(4);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = HeifFileTest.class.getResourceAsStream("heif/" + name)) {
            return Objects.requireNonNull(in).readAllBytes();
        }
    }
}

package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The same pictures in many layouts, codings and kinds of numbers. The files are made by `make_tiff.py` beside them.
final class TiffTest {

    private static Stream<String> files(String beginning) {
        try (Stream<Path> all = Files.list(Path.of(
                Objects.requireNonNull(TiffTest.class.getResource("tiff")).toURI()))) {
            List<String> names = all.map(path -> path.getFileName().toString())
                    .filter(name -> name.startsWith(beginning) && name.endsWith(".tif"))
                    .sorted()
                    .toList();
            assertThat(names).isNotEmpty();
            return names.stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static Stream<String> colourFiles() {
        return files("rgb_");
    }

    static Stream<String> grayFiles() {
        return files("gray_");
    }

    static Stream<String> packedFiles() {
        return Stream.concat(colourFiles(), Stream.concat(files("fax_"), files("chroma_")));
    }

    static Stream<String> refusedFiles() {
        return files("not_");
    }

    private static Bitmap read(String name) {
        return ImageDecoder.decode(ImageDecoderTest.resource("tiff/" + name)).bitmap();
    }

    @ParameterizedTest
    @MethodSource("colourFiles")
    void readsTheColoursOfEveryLayout(String name) {
        assertThat(read(name).rgb()).isEqualTo(read("rgb.png").rgb());
    }

    @ParameterizedTest
    @MethodSource("grayFiles")
    void readsTheGraysOfEveryLayout(String name) {
        assertThat(read(name).rgb()).isEqualTo(read("gray.png").rgb());
    }

    /// JPEG and LZW exactly; Lab of 8 bits within the rounding of two ways through it.
    @ParameterizedTest
    @CsvSource({"near_jpeg_cmyk, 0", "near_jpeg_rgb, 0", "near_jpeg_l, 0", "near_lzw_full_tables, 0", "near_lab, 3"})
    void readsWhatTheReferenceReads(String name, int tolerance) {
        Bitmap actual = read(name + ".tif");
        Bitmap expected = read(name + ".png");

        assertThat(actual.width()).isEqualTo(expected.width());
        assertThat(WebpTest.largestDifference(actual.rgb(), expected.rgb())).isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @ValueSource(strings = {"runs", "group_3", "group_3_aligned", "group_3_flat", "group_4", "group_4_one_strip"})
    void readsEveryCodingOfFaxMachines(String name) {
        Bitmap actual = read("fax_" + name + ".tif");

        assertThat(actual.width()).isEqualTo(2700);
        assertThat(actual.rgb()).isEqualTo(read("fax.png").rgb());
    }

    /// Within the rounding of two ways through them; the reference rounds levels as in films twice.
    @ParameterizedTest
    @CsvSource({"1_1, 1", "2_1, 1", "2_2, 1", "4_1, 1", "4_2, 1", "1_2, 1", "2_2_film, 3"})
    void readsChromaThatPixelsShare(String name, int tolerance) {
        Bitmap actual = read("chroma_" + name + ".tif");
        Bitmap expected = read("chroma_" + name + ".png");

        assertThat(actual.width()).isEqualTo(37);
        assertThat(WebpTest.largestDifference(actual.rgb(), expected.rgb())).isLessThanOrEqualTo(tolerance);
    }

    @ParameterizedTest
    @MethodSource("refusedFiles")
    void refusesNumbersAndPicturesThatItWouldMisunderstand(String name) {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> read(name))
                .matches(e -> e.kind() == ImageFormatException.Kind.UNREADABLE, "unreadable");
    }

    @Test
    void saysThatRawFilesAreNotRead() {
        assertThatExceptionOfType(ImageFormatException.class)
                .isThrownBy(() -> read("not_raw.tif"))
                .withMessageContaining("raw files of cameras");
    }

    @ParameterizedTest
    @MethodSource("packedFiles")
    void survivesDamageOfAnyKind(String name) {
        byte[] whole = ImageDecoderTest.resource("tiff/" + name);
        ImageDecoderTest.assertSurvivesDamage(whole, name.hashCode());
    }
}

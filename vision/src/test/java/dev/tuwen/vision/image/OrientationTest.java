package dev.tuwen.vision.image;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OrientationTest {

    /// Two columns and three rows, numbered row by row: 1 2 / 3 4 / 5 6.
    private static Bitmap numbered() {
        byte[] rgb = new byte[18];
        for (int i = 0; i < 6; i++) {
            rgb[3 * i] = (byte) (i + 1);
        }
        return new Bitmap(2, 3, rgb);
    }

    private static String numbers(Bitmap bitmap) {
        var text = new StringBuilder();
        for (int y = 0; y < bitmap.height(); y++) {
            for (int x = 0; x < bitmap.width(); x++) {
                text.append(bitmap.rgb()[bitmap.offset(x, y)]);
            }
            text.append('/');
        }
        return text.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "1, 12/34/56/", "2, 21/43/65/", "3, 65/43/21/", "4, 56/34/12/",
        "5, 135/246/", "6, 531/642/", "7, 642/531/", "8, 246/135/"
    })
    void movesEachPixelWhereExifWantsIt(int exif, String expected) {
        Orientation orientation = Orientation.ofExif(exif);

        assertThat(numbers(orientation.apply(numbered()))).isEqualTo(expected);
        assertThat(orientation.exifNumber()).isEqualTo(exif);
    }

    @Test
    void leavesAnUprightPictureAlone() {
        Bitmap bitmap = numbered();

        assertThat(Orientation.UPRIGHT.apply(bitmap)).isSameAs(bitmap);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 9, 65_535})
    void takesNonsenseForUpright(int exif) {
        assertThat(Orientation.ofExif(exif)).isEqualTo(Orientation.UPRIGHT);
    }
}

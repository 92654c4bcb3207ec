package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class IconsTest {
    private static final int TILE = 0xff0969da;

    private final Icons icons = new Icons(Checkout.packaging("icons"));

    @TempDir
    Path folder;

    @Test
    void windowShowsWhatIsDrawn() throws IOException {
        for (int size : Icons.WINDOW_SIZES) {
            Path kept = Checkout.root()
                    .resolve("app-fx/src/main/resources/dev/tuwen/app/icon")
                    .resolve("icon-" + size + ".png");

            assertThat(pixels(Files.readAllBytes(kept)))
                    .as(
                            "'%s' is what the drawing gives; DrawIcons in installer/src/test writes it again",
                            kept.getFileName())
                    .isEqualTo(pixels(icons.png(size)));
        }
    }

    @Test
    void everyDrawingCanBeDrawn() throws IOException {
        try (Stream<Path> drawings = Files.list(Checkout.packaging("icons"))) {
            for (Path drawing : drawings.toList()) {
                assertThat(Drawing.read(drawing).fills()).isNotEmpty();
            }
        }
    }

    @Test
    void cornersAreFreeAndTheTileIsFilled() throws IOException {
        for (int size : Icons.THEME_SIZES) {
            BufferedImage image = image(icons.png(size));

            assertThat(image.getWidth()).isEqualTo(size);
            assertThat(image.getRGB(0, 0) >>> 24).as("alpha of a corner").isLessThan(128);
            assertThat(image.getRGB(size / 2, size / 12)).isEqualTo(TILE);
        }
    }

    @Test
    void whatCannotBeDrawnIsRefused() throws IOException {
        Path text = drawing("<text x='1' y='1' fill='#000000'>A</text>");
        Path relative = drawing("<path d='M1 1 l2 2' fill='#000000'/>");
        Path oblong = folder.resolve("oblong.svg");
        Files.writeString(oblong, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 8'/>");

        assertThatIOException().isThrownBy(() -> Drawing.read(text)).withMessageContaining("<text>");
        assertThatIOException().isThrownBy(() -> Drawing.read(relative)).withMessageContaining("l2 2");
        assertThatIOException().isThrownBy(() -> Drawing.read(oblong)).withMessageContaining("0 0 16 8");
    }

    @Test
    void icoHoldsEachSizeAsBitmapAndTheLargestAsPng() throws IOException {
        Path file = folder.resolve("tuwen.ico");
        icons.writeIco(file, "tuwen");

        var in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        assertThat(in.getShort(2)).isEqualTo((short) 1);
        int count = in.getShort(4);
        var sizes = new ArrayList<Integer>();
        int end = 6 + 16 * count;
        for (int i = 0; i < count; i++) {
            int entry = 6 + 16 * i;
            int size = in.get(entry) & 0xff;
            int length = in.getInt(entry + 8);
            int offset = in.getInt(entry + 12);
            assertThat(offset).isEqualTo(end);
            end += length;
            sizes.add(size);
            if (size == 0) {
                assertThat(in.getInt(offset)).as("PNG").isEqualTo(0x474e5089);
            } else {
                assertThat(in.getInt(offset)).as("length of the header").isEqualTo(40);
                assertThat(in.getInt(offset + 4)).isEqualTo(size);
                assertThat(in.getInt(offset + 8)).as("rows, counted twice").isEqualTo(2 * size);
                // Rows come from below: the last one of the file is the top one of the picture.
                int top = offset + 40 + 4 * size * (size - 1);
                assertThat(in.getInt(top + 4 * (size / 2)))
                        .isEqualTo(image(icons.png(size)).getRGB(size / 2, 0));
            }
        }
        assertThat(sizes).contains(16, 32, 48, 0);
        assertThat(end).as("length of the file").isEqualTo(in.capacity());
    }

    @Test
    void icnsHoldsPngsOfTheSizesItsLettersSay() throws IOException {
        Path file = folder.resolve("tuwen.icns");
        icons.writeIcns(file, "tuwen");

        var in = ByteBuffer.wrap(Files.readAllBytes(file));
        assertThat(letters(in, 0)).isEqualTo("icns");
        assertThat(in.getInt(4)).isEqualTo(in.capacity());
        var found = new ArrayList<String>();
        for (int at = 8; at < in.capacity(); at += in.getInt(at + 4)) {
            byte[] picture = new byte[in.getInt(at + 4) - 8];
            in.get(at + 8, picture);
            found.add(letters(in, at) + " " + image(picture).getWidth());
        }
        assertThat(found)
                .isEqualTo(List.of(
                        "icp4 16",
                        "ic11 32",
                        "icp5 32",
                        "ic12 64",
                        "ic07 128",
                        "ic13 256",
                        "ic08 256",
                        "ic14 512",
                        "ic09 512",
                        "ic10 1024"));
    }

    @Test
    void themeHasApplicationAndKitInEverySize() throws IOException {
        icons.writeTheme(folder);

        Path theme = folder.resolve("icons/hicolor");
        for (int size : Icons.THEME_SIZES) {
            assertThat(theme.resolve(size + "x" + size + "/apps/dev.tuwen.Tuwen.png"))
                    .isRegularFile();
            assertThat(theme.resolve(size + "x" + size + "/mimetypes/application-vnd.tuwen.kit+zip.png"))
                    .isRegularFile();
        }
        assertThat(theme.resolve("scalable/apps/dev.tuwen.Tuwen.svg")).isRegularFile();
        assertThat(theme.resolve("symbolic/apps/dev.tuwen.Tuwen-symbolic.svg")).isRegularFile();
    }

    private Path drawing(String content) throws IOException {
        Path file = Files.createTempFile(folder, "drawing", ".svg");
        return Files.writeString(
                file, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'>" + content + "</svg>");
    }

    private static String letters(ByteBuffer in, int at) {
        byte[] letters = new byte[4];
        in.get(at, letters);
        return new String(letters, StandardCharsets.US_ASCII);
    }

    private static BufferedImage image(byte[] content) throws IOException {
        return Objects.requireNonNull(ImageIO.read(new ByteArrayInputStream(content)));
    }

    private static int[] pixels(byte[] content) throws IOException {
        BufferedImage image = image(content);
        return image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    }
}

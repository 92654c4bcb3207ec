package dev.tuwen.installer;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/// The icon in all sizes and containers, from the drawings in `src/main/packaging/icons`: PNG for Linux and the window,
/// ICO for Windows, ICNS for macOS. Made by the build, stateless.
public final class Icons {
    /// Sizes of the window's icons, which lie in the application's resources.
    public static final List<Integer> WINDOW_SIZES = List.of(16, 32, 48, 64, 128, 256);

    /// Sizes in Linux's theme of icons.
    public static final List<Integer> THEME_SIZES = List.of(16, 24, 32, 48, 64, 128, 256, 512);

    private static final List<Integer> ICO_SIZES = List.of(16, 20, 24, 32, 40, 48, 64, 256);

    /// Up to this size the drawing with fewer parts is taken.
    private static final int SMALL = 24;

    /// macOS leaves a tenth of each side to the shadow: 100 of 1024. The drawing itself leaves 16 of 512.
    private static final double MAC_MARGIN = 100.0 / 1024 - 16.0 / 512;

    private final Path drawings;

    /// Icons of a folder of drawings.
    ///
    /// @param drawings `src/main/packaging/icons`
    public Icons(Path drawings) {
        this.drawings = drawings;
    }

    /// The icon as a PNG file.
    ///
    /// @param size pixels of each side
    public byte[] png(int size) throws IOException {
        return png(paint("tuwen", size, 0));
    }

    /// The icon for dark grounds as a PNG file.
    ///
    /// @param size pixels of each side
    public byte[] darkPng(int size) throws IOException {
        return png(Drawing.read(drawings.resolve("tuwen-dark.svg")).paint(size, 0));
    }

    /// The icon of an offline kit as a PNG file.
    ///
    /// @param size pixels of each side
    public byte[] kitPng(int size) throws IOException {
        return png(paint("kit", size, 0));
    }

    /// Writes what Linux's icon theme takes: PNG files and drawings of the application and of kits.
    ///
    /// @param share the folder that becomes `/usr/share`
    public void writeTheme(Path share) throws IOException {
        Path theme = share.resolve("icons").resolve("hicolor");
        for (int size : THEME_SIZES) {
            Path folder = theme.resolve(size + "x" + size);
            write(folder.resolve("apps").resolve("dev.tuwen.Tuwen.png"), png(size));
            write(folder.resolve("mimetypes").resolve("application-vnd.tuwen.kit+zip.png"), kitPng(size));
        }
        Path scalable = theme.resolve("scalable");
        copy("tuwen.svg", scalable.resolve("apps").resolve("dev.tuwen.Tuwen.svg"));
        copy("kit.svg", scalable.resolve("mimetypes").resolve("application-vnd.tuwen.kit+zip.svg"));
        copy("tuwen-symbolic.svg", theme.resolve("symbolic").resolve("apps").resolve("dev.tuwen.Tuwen-symbolic.svg"));
    }

    /// Writes the icon for Windows: a directory of PNG pictures, which Windows reads since Vista. Smaller ones are
    /// bitmaps, as parts of Explorer still expect.
    ///
    /// @param file where to
    /// @param drawing `tuwen` or `kit`
    public void writeIco(Path file, String drawing) throws IOException {
        var pictures = new ArrayList<byte[]>();
        for (int size : ICO_SIZES) {
            BufferedImage image = paint(drawing, size, 0);
            pictures.add(size < 256 ? bitmap(image) : png(image));
        }
        int offset = 6 + 16 * pictures.size();
        int total = offset;
        for (byte[] picture : pictures) {
            total = Math.addExact(total, picture.length);
        }
        var out = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        out.putShort((short) 0).putShort((short) 1).putShort((short) pictures.size());
        for (int i = 0; i < pictures.size(); i++) {
            int size = ICO_SIZES.get(i);
            // 256 is written as nought.
            out.put((byte) size).put((byte) size).put((byte) 0).put((byte) 0);
            out.putShort((short) 1).putShort((short) 32);
            out.putInt(pictures.get(i).length).putInt(offset);
            offset += pictures.get(i).length;
        }
        pictures.forEach(out::put);
        write(file, out.array());
    }

    /// Writes the icon for macOS: PNG pictures, each behind the four letters of its size.
    ///
    /// @param file where to
    /// @param drawing `tuwen` or `kit`
    public void writeIcns(Path file, String drawing) throws IOException {
        var body = new ByteArrayOutputStream();
        var out = new DataOutputStream(body);
        for (var entry : MacSize.values()) {
            byte[] picture = png(paint(drawing, entry.pixels, entry.pixels * MAC_MARGIN));
            out.write(entry.letters.getBytes(StandardCharsets.US_ASCII));
            out.writeInt(8 + picture.length);
            out.write(picture);
        }
        var whole = ByteBuffer.allocate(8 + body.size());
        whole.put("icns".getBytes(StandardCharsets.US_ASCII))
                .putInt(8 + body.size())
                .put(body.toByteArray());
        write(file, whole.array());
    }

    /// Sizes of an ICNS file; those with an `@2` are for screens with two pixels a point.
    private enum MacSize {
        SIZE_16("icp4", 16),
        SIZE_16_AT_2("ic11", 32),
        SIZE_32("icp5", 32),
        SIZE_32_AT_2("ic12", 64),
        SIZE_128("ic07", 128),
        SIZE_128_AT_2("ic13", 256),
        SIZE_256("ic08", 256),
        SIZE_256_AT_2("ic14", 512),
        SIZE_512("ic09", 512),
        SIZE_512_AT_2("ic10", 1024);

        private final String letters;
        private final int pixels;

        MacSize(String letters, int pixels) {
            this.letters = letters;
            this.pixels = pixels;
        }
    }

    private BufferedImage paint(String drawing, int size, double margin) throws IOException {
        boolean small = size <= SMALL && drawing.equals("tuwen");
        return Drawing.read(drawings.resolve(small ? "tuwen-small.svg" : drawing + ".svg"))
                .paint(size, small ? 0 : margin);
    }

    private static byte[] png(BufferedImage image) throws IOException {
        var out = new ByteArrayOutputStream();
        ImageIO.write(image, "png", out);
        return out.toByteArray();
    }

    /// A bitmap as icons hold it: a header that counts the rows twice, rows of BGRA from below, and a mask of one bit a
    /// pixel, which is left empty, as alpha says it all.
    private static byte[] bitmap(BufferedImage image) {
        int size = image.getWidth();
        int maskBytes = (size + 31) / 32 * 4 * size;
        var out = ByteBuffer.allocate(40 + 4 * size * size + maskBytes).order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(40).putInt(size).putInt(2 * size).putShort((short) 1).putShort((short) 32);
        out.putInt(0)
                .putInt(4 * size * size + maskBytes)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(0);
        for (int y = size - 1; y >= 0; y--) {
            for (int x = 0; x < size; x++) {
                out.putInt(image.getRGB(x, y));
            }
        }
        return out.array();
    }

    private void copy(String drawing, Path to) throws IOException {
        write(to, Files.readAllBytes(drawings.resolve(drawing)));
    }

    private static void write(Path file, byte[] content) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.write(file, content);
    }
}

package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.BufferedImage;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Opens the window of the image that this build made, on a screen in memory, and takes a picture of it for people to
/// look at: `window.png` beside the packages.
@Tag("installed")
final class InstalledWindowTest {
    private static final Path OUTPUT =
            Path.of(System.getProperty("packaging.output", "target/draft")).toAbsolutePath();

    /// An empty screen has one color, a half drawn window a few.
    private static final int COLORS = 50;

    @Test
    void opensOnAScreen(@TempDir Path folder) throws IOException, InterruptedException {
        var application = new Installation(OUTPUT.resolve("image"));
        assumeTrue(Files.exists(application.script()), "needs the image, which 'mvn verify' makes before");
        assumeTrue(Command.find("Xvfb").isPresent(), "needs the program Xvfb");
        Path frames = Files.createDirectories(folder.resolve("frames"));
        Path temporary = Files.createDirectories(folder.resolve("temporary"));
        Process screen = start(
                Map.of(),
                "Xvfb",
                "-displayfd",
                "1",
                "-screen",
                "0",
                "1280x800x24",
                "-nolisten",
                "tcp",
                "-fbdir",
                frames.toString());
        try {
            BufferedReader said = screen.inputReader();
            String display = ":" + said.readLine();
            Process window = start(
                    Map.of(
                            "DISPLAY", display,
                            "TUWEN_HOME", folder.resolve("home").toString(),
                            "HOME", folder.toString(),
                            "TMPDIR", temporary.toString()),
                    application.script().toString());
            try {
                assertThat(drawn(frames, window))
                        .as("colors of the window; it said: %s", window.isAlive() ? "nothing" : said(window))
                        .isTrue();
            } finally {
                window.destroy();
                window.waitFor();
            }
        } finally {
            screen.destroy();
            screen.waitFor();
        }

        assertThat(folder.resolve(".openjfx")).doesNotExist();
        try (Stream<Path> files = Files.list(temporary)) {
            assertThat(files).noneMatch(file -> file.getFileName().toString().startsWith("+JXF"));
        }
    }

    private static String said(Process process) throws IOException {
        return new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    }

    private static Process start(Map<String, String> variables, String... words) throws IOException {
        var builder = new ProcessBuilder(List.of(words)).redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder.start();
    }

    /// Waits until the window is there and twice looks the same, or its program ends. Keeps the last picture.
    private static boolean drawn(Path frames, Process window) throws IOException, InterruptedException {
        Set<Integer> before = Set.of();
        while (window.isAlive()) {
            Thread.sleep(500);
            BufferedImage picture = read(frames.resolve("Xvfb_screen0"));
            ImageIO.write(picture, "png", OUTPUT.resolveSibling("window.png").toFile());
            Set<Integer> colors = colors(picture);
            if (colors.size() > COLORS && colors.equals(before)) {
                return true;
            }
            before = colors;
        }
        return false;
    }

    private static Set<Integer> colors(BufferedImage picture) {
        var colors = new HashSet<Integer>();
        for (int y = 0; y < picture.getHeight(); y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                colors.add(picture.getRGB(x, y));
            }
        }
        return colors;
    }

    /// Reads what Xvfb keeps of its screen: the format of `xwd`, numbers with the larger end first, then a table of
    /// colors of twelve bytes each, then points of four.
    private static BufferedImage read(Path file) throws IOException {
        ByteBuffer dump = ByteBuffer.wrap(Files.readAllBytes(file));
        int header = dump.getInt(0);
        int width = dump.getInt(16);
        int height = dump.getInt(20);
        int line = dump.getInt(48);
        int points = header + 12 * dump.getInt(76);
        if (dump.getInt(28) == 0) {
            dump.order(ByteOrder.LITTLE_ENDIAN);
        }
        var picture = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int y = 0; y < height; y++) {
            for (int x = 0; x < width; x++) {
                picture.setRGB(x, y, dump.getInt(points + y * line + 4 * x) & 0xffffff);
            }
        }
        return picture;
    }
}

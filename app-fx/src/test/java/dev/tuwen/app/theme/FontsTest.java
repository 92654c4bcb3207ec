package dev.tuwen.app.theme;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.font.FontRenderContext;
import java.awt.geom.Area;
import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The fonts that come with the window.
class FontsTest {
    private static final Path RESOURCES = Path.of("src/main/resources/dev/tuwen/app");
    private static final FontRenderContext CONTEXT = new FontRenderContext(null, true, true);

    private static Font font(String file) throws IOException, FontFormatException {
        return Font.createFont(
                        Font.TRUETYPE_FONT,
                        RESOURCES.resolve("fonts").resolve(file).toFile())
                .deriveFont(1000f);
    }

    /// Where contours lie over each other, scaled screens show holes.
    @ParameterizedTest
    @ValueSource(strings = {"NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"})
    void contoursDoNotOverlap(String file) throws Exception {
        Font font = font(file);
        String interfaceTexts =
                Files.readString(RESOURCES.resolve("i18n/messages_zh.properties"), StandardCharsets.UTF_8);
        List<String> characters = (interfaceTexts + "国图圆圈星标题文字说明醒目颜色形状红蓝绿黄大小上下左右中间$&*@#%8")
                .codePoints()
                .filter(character -> !Character.isWhitespace(character))
                .distinct()
                .mapToObj(Character::toString)
                .toList();
        assertThat(characters).hasSizeGreaterThan(400);

        for (String character : characters) {
            Path2D outline = new Path2D.Double(Path2D.WIND_NON_ZERO);
            outline.append(font.createGlyphVector(CONTEXT, character).getOutline(), false);
            var filled = new Area(outline);
            outline.setWindingRule(Path2D.WIND_EVEN_ODD);
            filled.exclusiveOr(new Area(outline));
            assertThat(size(filled)).as(character).isLessThan(60);
        }
    }

    /// At 100 % every letter moves by up to half a pixel; three have to be left between two words.
    @ParameterizedTest
    @ValueSource(strings = {"NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf"})
    void theSpaceKeepsWordsApart(String file) throws Exception {
        double space =
                font(file).createGlyphVector(CONTEXT, " ").getGlyphMetrics(0).getAdvanceX();

        assertThat(space).isBetween(270.0, 300.0);
    }

    /// From anywhere else JavaFX copies them, and whoever is killed leaves the copies.
    @Test
    void areReadWhereTheyLieAsFiles(@TempDir Path folder) throws IOException {
        // given
        Path file = Files.createFile(folder.resolve("图 问.ttf"));

        // then
        assertThat(Fonts.address(folder, "图 问.ttf")).isEqualTo(file.toUri().toString());
        assertThat(Fonts.address(folder, "NotoSansSC-Bold.ttf")).endsWith("/dev/tuwen/app/fonts/NotoSansSC-Bold.ttf");
        assertThat(Fonts.address(null, "none.ttf")).isNull();
    }

    private static double size(Area area) {
        double sum = 0;
        double x = 0;
        double y = 0;
        double startX = 0;
        double startY = 0;
        var q = new double[6];
        for (PathIterator path = area.getPathIterator(null, 0.5); !path.isDone(); path.next()) {
            int kind = path.currentSegment(q);
            if (kind == PathIterator.SEG_MOVETO) {
                startX = q[0];
                startY = q[1];
            } else {
                double toX = kind == PathIterator.SEG_CLOSE ? startX : q[0];
                double toY = kind == PathIterator.SEG_CLOSE ? startY : q[1];
                sum += x * toY - toX * y;
                q[0] = toX;
                q[1] = toY;
            }
            x = q[0];
            y = q[1];
        }
        return Math.abs(sum) / 2;
    }
}

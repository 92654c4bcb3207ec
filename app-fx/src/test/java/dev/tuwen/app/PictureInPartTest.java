package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.chat.ComposerViewModel;
import dev.tuwen.app.i18n.ErrorTexts;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.assistant.Picture;
import dev.tuwen.vision.image.Completeness;
import java.nio.file.Path;
import java.util.Objects;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.paint.Paint;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// A picture that is partly lost is told from one that is refused, wherever it is shown.
class PictureInPartTest {
    private static final String KEPT = ".refusal.kept .refusal-text";

    private static final String REFUSED = ".refusal.refused .refusal-text";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    @SuppressWarnings("NullAway.Init")
    private FakeWindow window;

    @BeforeEach
    void open() throws Exception {
        window = new FakeWindow(home, 980, 720);
        Waiting.until("the samples are shown", () -> shown(".sample-card"));
        Picture sample = Waiting.get(
                () -> window.context().samples().pictures().getFirst().picture());
        var lost = new Picture("a.jpg", sample.upright(), sample.fileBytes(), Completeness.ENDS_EARLY);
        Waiting.onApplicationThread(() -> {
            window.chat().composer().addPicture("a.jpg", _ -> lost);
            window.chat()
                    .composer()
                    .refusals()
                    .add(new ComposerViewModel.Refusal("b.jpg", ErrorTexts.pictureDamaged()));
        });
        Waiting.until("it is shown", () -> shown(".composer .picture-button"));
        Waiting.until("it is said", () -> shown(".refusal.kept"));
    }

    @AfterEach
    void close() throws Exception {
        window.close();
    }

    @Test
    void isMarkedByAnotherSignThanARefusedOne() {
        for (Preferences.ThemeChoice theme :
                new Preferences.ThemeChoice[] {Preferences.ThemeChoice.LIGHT, Preferences.ThemeChoice.DARK}) {
            Waiting.onApplicationThread(() -> window.context().settings().change(before -> before.withTheme(theme)));
            Waiting.frame();
            Paint warning = color(KEPT);

            assertThat(sign(KEPT)).isEqualTo(Feather.ALERT_TRIANGLE);
            assertThat(sign(REFUSED)).isEqualTo(Feather.ALERT_CIRCLE);
            assertThat(color(REFUSED)).isNotEqualTo(warning);
            assertThat(color(".picture-loss")).isEqualTo(warning);
            assertThat(color(".composer .in-part")).isEqualTo(warning);
        }
    }

    @Test
    void isSaidInOtherWords() {
        String english = "the file ends too early; what is missing is gray";
        assertThat(words(KEPT)).isEqualTo("What is left of a.jpg is used: " + english);
        assertThat(words(REFUSED)).isEqualTo("b.jpg: the file is damaged");
        assertThat(words(".picture-loss")).isEqualTo("Incomplete: " + english);
        var button = (Button) Objects.requireNonNull(find(".composer .picture-button"));
        assertThat(button.getAccessibleText()).isEqualTo("Show what is left of a.jpg: " + english);

        Waiting.onApplicationThread(
                () -> window.context().settings().change(before -> before.withLanguage(Language.CHINESE)));

        String chinese = "文件不完整，缺少的部分显示为灰色";
        assertThat(words(KEPT)).isEqualTo("只使用了 a.jpg 的完好部分：" + chinese);
        assertThat(words(".picture-loss")).isEqualTo("图片不完整：" + chinese);
    }

    @Test
    void keepsItsMarkInTheConversation() {
        Waiting.onApplicationThread(() -> {
            window.entry().setText("What is it?");
            window.chat().composer().send();
        });
        window.asked().answer("A star.");
        Waiting.until("the question is shown", () -> shown(".question"));

        assertThat(find(".question .in-part")).isNotNull();
        assertThat(find(".refusal")).isNull();
        assertThat(words(".picture-loss")).startsWith("Incomplete");
    }

    private boolean shown(String selector) {
        return window.stage().getScene().lookup(selector) != null;
    }

    private @Nullable Node find(String selector) {
        return Waiting.get(() -> {
            window.stage().getScene().getRoot().applyCss();
            return window.stage().getScene().lookup(selector);
        });
    }

    private String words(String selector) {
        return ((Label) Objects.requireNonNull(find(selector))).getText();
    }

    private Object sign(String selector) {
        return icon(selector).getIconCode();
    }

    private Paint color(String selector) {
        return icon(selector).getIconColor();
    }

    private FontIcon icon(String selector) {
        return (FontIcon) Objects.requireNonNull(find(selector + " .ikonli-font-icon"));
    }
}

package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.chat.TranscriptItem;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.app.window.Offered;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import dev.tuwen.demo.SampleQuestion;
import dev.tuwen.library.ModelLibrary;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javafx.scene.Node;
import javafx.scene.control.ButtonBase;
import javafx.scene.control.Labeled;
import javafx.scene.image.ImageView;
import javafx.scene.image.PixelReader;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyEvent;
import javafx.scene.layout.Pane;
import javafx.scene.text.Text;
import javafx.stage.Stage;
import javax.imageio.ImageIO;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/// Drives the real window with the demo model, without a screen.
class WindowTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();

    @SuppressWarnings("NullAway.Init")
    private TuwenApplication application;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void openWindow() throws Exception {
        new PreferencesStore(home).save(Preferences.DEFAULT.withLanguage(Language.ENGLISH));
        stage = FxToolkit.registerPrimaryStage();
        Waiting.onApplicationThread(() -> {
            application = new TuwenApplication(Assistant::open, new ModelLibrary(home));
            application.start(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(980);
            stage.setHeight(720);
        });
    }

    @AfterEach
    void closeWindow() throws Exception {
        Waiting.onApplicationThread(stage::hide);
        application.stop();
        FxToolkit.cleanupStages();
    }

    private AppContext context() {
        return Objects.requireNonNull(application.context());
    }

    private ChatViewModel chat() {
        return context().window().chat();
    }

    private void waitForModel() {
        Waiting.until(
                "the demo model is open",
                () -> context().window().engine().assistantProperty().get() != null);
    }

    private void waitForAnswer() {
        Waiting.until("the answer is finished", () -> !chat().busyProperty().get());
    }

    private Path picture(Sample sample) throws IOException {
        Path file = home.resolve(sample.file());
        try (InputStream stream = DemoModel.openSample(sample.file())) {
            Files.write(file, stream.readAllBytes());
        }
        return file;
    }

    private void drop(Path... files) {
        Waiting.onApplicationThread(
                () -> Objects.requireNonNull(application.view()).accept(new Offered.Paths(List.of(files))));
    }

    private void type(String question) {
        Waiting.onApplicationThread(() -> chat().composer().textProperty().set(question));
        Waiting.until(
                "the question can be sent",
                () -> chat().composer().sendableProperty().get());
        Node composer = find("#composer");
        Waiting.onApplicationThread(() -> composer.fireEvent(
                new KeyEvent(KeyEvent.KEY_PRESSED, "\r", "\r", KeyCode.ENTER, false, false, false, false)));
    }

    private Node find(String selector) {
        Waiting.until("there is " + selector, () -> look(selector).isPresent());
        return Waiting.get(() -> look(selector).orElseThrow());
    }

    private Optional<Node> look(String selector) {
        return robot.lookup(selector).match(Node::isVisible).tryQuery();
    }

    private void press(String selector) {
        Node node = find(selector);
        Waiting.onApplicationThread(() -> ((ButtonBase) node).fire());
    }

    private String lastAnswer() {
        return chat().items().stream()
                .filter(TranscriptItem.Footer.class::isInstance)
                .map(item -> ((TranscriptItem.Footer) item).answer().text())
                .reduce("", (_, later) -> later);
    }

    @Test
    void showsUnderscoresWhereAChatIsCalledAfterAFile() {
        waitForModel();
        type("What is in a_b_c?");
        waitForAnswer();

        Text title = (Text) find(".sidebar-row .sidebar-button .text");

        assertThat(Waiting.get(title::getText)).isEqualTo("What is in a_b_c?");
    }

    @Test
    void answersInBothLanguagesAboutADroppedPicture() throws IOException {
        Sample sample = DemoModel.samples().getFirst();
        SampleQuestion english = sample.questionsIn("en").getFirst();
        SampleQuestion chinese = sample.questionsIn("zh").getFirst();
        waitForModel();

        drop(picture(sample), Files.writeString(home.resolve("notes.txt"), "no picture", StandardCharsets.UTF_8));
        Waiting.until(
                "the other file is refused", () -> chat().composer().refusals().size() == 1);
        type(english.question());
        waitForAnswer();
        assertThat(lastAnswer()).isEqualTo(english.answer());
        assertShown(english.question());

        press("#new-chat");
        drop(picture(sample));
        type(chinese.question());
        waitForAnswer();

        assertThat(lastAnswer()).isEqualTo(chinese.answer());
        assertThat(context().window().chats()).hasSize(2);
        assertThat(find(".picture-view")).isNotNull();
    }

    @Test
    void looksAtThePictureOnlyOnceForAFollowUp() throws IOException {
        Sample sample = DemoModel.samples().getFirst();
        waitForModel();
        drop(picture(sample));
        type(sample.questionsIn("en").getFirst().question());
        waitForAnswer();
        int read = Objects.requireNonNull(chat().lastAnswerProperty().get()).promptTokens();

        type(sample.questionsIn("en").getLast().question());
        waitForAnswer();

        assertThat(lastAnswer()).isNotEmpty();
        assertThat(Objects.requireNonNull(chat().lastAnswerProperty().get()).reusedTokens())
                .isGreaterThanOrEqualTo(read);
    }

    @Test
    void answersASampleWithOneClickEvenBeforeTheModelIsLoaded() {
        Waiting.until(
                "the samples are read", () -> context().samples().pictures().size() == 3);

        press(".sample-card");
        assertThat(chat().busyProperty().get()).isTrue();
        waitForAnswer();

        assertThat(lastAnswer()).isNotEmpty();
        assertThat(chat().titleProperty().get())
                .isEqualTo(context().samples().pictures().getFirst().question(Language.ENGLISH));
    }

    @Test
    void keepsTheCursorInTheEntryWhenAPictureArrives() throws IOException {
        Sample sample = DemoModel.samples().getFirst();
        Waiting.until("the cursor is in the entry", () -> cursorIsInEntry());

        drop(picture(sample));
        find(".picture-view");
        Waiting.onApplicationThread(stage.getScene().getRoot()::layout);

        assertThat(Waiting.get(this::cursorIsInEntry)).isTrue();
    }

    @Test
    void showsAPictureThatOneImageDoesNotHoldPixelByPixel() throws IOException {
        drop(stripes(9_000, 48));
        Node staged = find(".picture-stage");

        press(staged, KeyCode.DIGIT1);
        Waiting.until("the part in view is drawn", () -> shownDetail() != null);

        var detail = Objects.requireNonNull(Waiting.get(this::shownDetail));
        assertThat(Waiting.get(() -> detail.getFitWidth()))
                .isEqualTo(detail.getImage().getWidth());
        PixelReader pixels = detail.getImage().getPixelReader();
        int first = pixels.getArgb(0, 0);
        assertThat(first).isIn(0xff000000, 0xffffffff);
        assertThat(pixels.getArgb(1, 0)).isEqualTo(first ^ 0xffffff);
        assertThat(pixels.getArgb(2, 0)).isEqualTo(first);

        press(staged, KeyCode.DIGIT0);
        assertThat(Waiting.get(this::shownDetail)).isNull();
    }

    /// A picture of black and white columns, one pixel each.
    private Path stripes(int width, int height) throws IOException {
        var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_BINARY);
        for (int x = 0; x < width; x += 2) {
            for (int y = 0; y < height; y++) {
                image.setRGB(x, y, 0xffffff);
            }
        }
        Path file = home.resolve("stripes.png");
        ImageIO.write(image, "png", file.toFile());
        return file;
    }

    /// What lies over the reduced picture on its stage.
    private @Nullable ImageView shownDetail() {
        return robot.lookup(".picture-stage").queryAs(Pane.class).getChildren().stream()
                .map(ImageView.class::cast)
                .skip(1)
                .filter(view -> view.getImage() != null)
                .findFirst()
                .orElse(null);
    }

    private static void press(Node node, KeyCode key) {
        Waiting.onApplicationThread(
                () -> node.fireEvent(new KeyEvent(KeyEvent.KEY_PRESSED, "", "", key, false, false, false, false)));
    }

    private boolean cursorIsInEntry() {
        Node owner = stage.getScene().getFocusOwner();
        return owner != null && "composer".equals(owner.getId());
    }

    @Test
    void stopsAndAnswersAgain() throws IOException {
        Sample sample = DemoModel.samples().getFirst();
        waitForModel();
        drop(picture(sample));
        type(sample.questionsIn("en").getFirst().question());
        Waiting.until("the question is on its way", () -> chat().busyProperty().get());

        press("#stop");
        waitForAnswer();
        assertThat(chat().items().getLast()).isInstanceOf(TranscriptItem.Footer.class);

        Waiting.onApplicationThread(chat()::regenerate);
        waitForAnswer();

        assertThat(lastAnswer()).isEqualTo(sample.questionsIn("en").getFirst().answer());
    }

    @Test
    void changesItsLanguageAtOnceAndRemembersIt() {
        assertShown("New chat");

        Waiting.onApplicationThread(() -> {
            context().window().open(SettingsView.PAGE);
            context().settings().change(before -> before.withLanguage(Language.CHINESE));
        });

        assertShown("新建对话");
        assertShown("设置");
        Waiting.until("no English is left", () -> !isShown("New chat"));
        Waiting.until(
                "the language is saved", () -> new PreferencesStore(home).load().language() == Language.CHINESE);
    }

    @Test
    void keepsTheChatWhenAFolderIsNoModel() throws IOException {
        waitForModel();
        Path empty = Files.createDirectory(home.resolve("empty"));

        Waiting.onApplicationThread(() -> context().models().useFolder(empty));
        Waiting.until("it says so", () -> context().models().problemProperty().get() != null);

        assertThat(context().window().engine().assistantProperty().get()).isNotNull();
        press("#open-models");
        assertShown("Demo model");
    }

    private void assertShown(String words) {
        Waiting.until("'" + words + "' is shown", () -> isShown(words));
    }

    private boolean isShown(String words) {
        return !robot.lookup(node -> (node instanceof Labeled labeled && words.equals(labeled.getText()))
                        || (node instanceof Text text && words.equals(text.getText())))
                .queryAll()
                .isEmpty();
    }
}

package dev.tuwen.app;

import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.engine.AssistantOpener;
import dev.tuwen.app.engine.FakeAssistant;
import dev.tuwen.app.engine.FakeOpener;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.page.PageView;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.app.window.Offered;
import dev.tuwen.app.window.WindowViewModel;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.generate.StopReason;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.model.OpenProgress;
import dev.tuwen.model.QuestionTooLongException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxToolkit;

/// Draws the main states of the window into `docs/screenshots`. Not part of the build: run it with `mvn -pl app-fx -am
/// -Dtests.excluded.tags=model,gpu -Dtest=ScreenshotsTest test` and look at what it drew. The demo model answers; a
/// fake speaks for it where a state has to stand still, and where an answer has to show all of Markdown.
@Tag("screenshots")
class ScreenshotsTest {
    private static final String ANSWER = """
            There are **three** shapes on a light background:

            | Shape | Colour | Where |
            |:------|:------:|------:|
            | Circle | red | top left |
            | 五角星 | 蓝色 | 正中间 |
            | Square | green | bottom right |

            1. The circle is the largest of them.
            2. No two of them touch.

            ```python
            shapes = ["circle", "star", "square"]
            print(len(shapes))  # 一共三个
            ```

            More about shapes is [here](https://example.org/).
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FakeOpener opener = new FakeOpener();
    private final CountDownLatch loaded = new CountDownLatch(1);
    private volatile AssistantOpener answering = Assistant::open;

    @SuppressWarnings("NullAway.Init")
    private TuwenApplication application;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        new PreferencesStore(home)
                .save(Preferences.DEFAULT.withLanguage(Language.ENGLISH).withTheme(Preferences.ThemeChoice.LIGHT));
        AssistantOpener whenAsked = (model, options, listener) -> {
            listener.progress(new OpenProgress(OpenProgress.Stage.PACKING_WEIGHTS, 0.4));
            try {
                loaded.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return answering.open(model, options, listener);
        };
        stage = FxToolkit.registerPrimaryStage();
        Waiting.onApplicationThread(() -> {
            application = new TuwenApplication(whenAsked, new ModelLibrary(home));
            application.start(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1000);
            stage.setHeight(700);
        });
        Waiting.until(
                "the samples are read", () -> context().samples().pictures().size() == 3);
    }

    @AfterEach
    void close() throws Exception {
        loaded.countDown();
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

    private FakeAssistant.FakeChat model() {
        Waiting.until(
                "the model was asked",
                () -> !opener.opened().isEmpty()
                        && !opener.last().chats().isEmpty()
                        && !opener.last().chat().asked().isEmpty());
        return opener.last().chat();
    }

    private void load() {
        loaded.countDown();
        Waiting.until(
                "the model is open",
                () -> context().window().engine().assistantProperty().get() != null);
    }

    private void fake() {
        answering = opener;
    }

    private void waitForAnswer() {
        Waiting.until("the answer is finished", () -> !chat().busyProperty().get());
    }

    private void size(double width, double height) {
        Waiting.onApplicationThread(() -> {
            stage.setWidth(width);
            stage.setHeight(height);
        });
    }

    private void prefer(UnaryOperator<Preferences> edit) {
        Waiting.onApplicationThread(() -> context().settings().change(edit));
    }

    private void now(Consumer<WindowViewModel> action) {
        Waiting.onApplicationThread(() -> action.accept(context().window()));
    }

    private void askAboutSample(int index, String question) {
        now(window -> window.chat()
                .ask(question, List.of(context().samples().pictures().get(index).picture())));
    }

    private void draw(String name) throws IOException, InterruptedException {
        Screenshot.draw(stage, name);
    }

    @Test
    void theEmptyPage() throws Exception {
        draw("loading");
        load();
        draw("empty-en");
        prefer(before -> before.withLanguage(Language.CHINESE).withTheme(Preferences.ThemeChoice.DARK));
        draw("empty-zh-dark");
        size(720, 480);
        prefer(before -> before.withTheme(Preferences.ThemeChoice.LIGHT).withLanguage(Language.ENGLISH));
        draw("empty-small");
    }

    @Test
    void dropping() throws Exception {
        load();
        var view = Objects.requireNonNull(application.view());
        Path notes = Files.writeString(home.resolve("notes.txt"), "no picture", StandardCharsets.UTF_8);
        Waiting.onApplicationThread(() ->
                view.promise(new Offered.Paths(List.of(Path.of("a.png"), Path.of("b.jpg"), Path.of("c.webp"), notes))));
        draw("drop-en");
        Waiting.onApplicationThread(() -> view.promise(null));
        Path heic = Files.write(
                home.resolve("IMG_2041.HEIC"),
                "\0\0\0\u0018ftypheic\0\0\0\0heicmif1".getBytes(StandardCharsets.ISO_8859_1));
        var picture = context().samples().pictures().getFirst().picture();
        var second = context().samples().pictures().get(1).picture();
        Waiting.onApplicationThread(() -> {
            view.accept(new Offered.Paths(List.of(notes, heic)));
            chat().composer().addPicture("a.png", _ -> picture);
            chat().composer().addPicture("b.png", _ -> second);
            chat().composer().textProperty().set("两张图里的形状一样吗？");
        });
        Waiting.until("both are refused", () -> chat().composer().refusals().size() == 2);
        draw("refused-en");
        prefer(before -> before.withLanguage(Language.CHINESE).withTheme(Preferences.ThemeChoice.DARK));
        draw("refused-zh-dark");
    }

    @Test
    void answering() throws Exception {
        load();
        askAboutSample(0, "What is in the picture?");
        waitForAnswer();
        now(window -> window.chat().ask("How many shapes are there?", List.of()));
        waitForAnswer();
        draw("answer-en");
        size(720, 480);
        draw("answer-small");
    }

    @Test
    void answeringInChinese() throws Exception {
        prefer(before -> before.withLanguage(Language.CHINESE));
        load();
        askAboutSample(2, "图里写了什么？");
        waitForAnswer();
        now(window -> window.chat().ask("文字是什么颜色？", List.of()));
        waitForAnswer();
        draw("answer-zh");
        prefer(before -> before.withTheme(Preferences.ThemeChoice.DARK));
        draw("answer-zh-dark");
    }

    @Test
    void passingStates() throws Exception {
        fake();
        askAboutSample(0, "What is in this picture?");
        load();
        model().say(new AnswerEvent.EncodingPicture(0, 1, 2, 7, 4200));
        draw("looking");
        model().say(new AnswerEvent.TextDelta(ANSWER));
        draw("writing");
        prefer(before -> before.withTheme(Preferences.ThemeChoice.DARK));
        model().finish(StopReason.END_OF_TURN);
        draw("markdown-dark");
    }

    @Test
    void failing() throws Exception {
        fake();
        load();
        askAboutSample(0, "Is the star blue?");
        model().say(new AnswerEvent.Failed(new QuestionTooLongException(5210, 2048)));
        draw("failed-en");
    }

    @Test
    void pages() throws Exception {
        load();
        Path folder = Files.createDirectory(home.resolve("holiday-photos"));
        Waiting.onApplicationThread(() -> context().models().useFolder(folder));
        Waiting.until("it says so", () -> context().models().problemProperty().get() != null);
        drawPages("-en");
        prefer(before -> before.withLanguage(Language.CHINESE).withTheme(Preferences.ThemeChoice.DARK));
        drawPages("-zh-dark");
    }

    private void drawPages(String how) throws IOException, InterruptedException {
        for (PageView view : context().pages()) {
            now(window -> window.open(view.page()));
            draw(view.page().id() + how);
        }
    }
}

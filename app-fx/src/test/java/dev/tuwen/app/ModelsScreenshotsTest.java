package dev.tuwen.app;

import dev.tuwen.app.engine.FakeOpener;
import dev.tuwen.app.i18n.Language;
import dev.tuwen.app.models.ModelsView;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.settings.PreferencesStore;
import dev.tuwen.library.KitWriter;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.WorkListener;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.function.UnaryOperator;
import javafx.scene.Node;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TitledPane;
import javafx.stage.Stage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/// Draws the states of the page of models, as [ScreenshotsTest] draws the others.
@Tag("screenshots")
class ModelsScreenshotsTest {
    private static final String OWN = """
            {"format": 1, "models": [{"name": "minicpm-v-2", "title": "MiniCPM-V 2.0", "family": "v2", "precision": "BF16",
              "layout": "gguf", "licence": "general-model-licence", "approximateBytes": 6872100000,
              "parameters": 3434965792, "cacheBytes": 1509949440,
              "repositories": {"huggingface": "openbmb/MiniCPM-V-2"}, "files": [{"path": "model.gguf"}]},
              {"name": "mine", "title": "A model of my own", "family": "v2", "precision": "F32",
              "layout": "gguf", "licence": "general-model-licence", "approximateBytes": 4000000000000,
              "parameters": 1000000000000, "cacheBytes": 1509949440,
              "repositories": {"huggingface": "me/mine"}, "files": [{"path": "model.gguf"}]}]}
            """;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();
    private final SlowSource source = new SlowSource();

    @SuppressWarnings("NullAway.Init")
    private TuwenApplication application;

    @SuppressWarnings("NullAway.Init")
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        new PreferencesStore(home)
                .save(Preferences.DEFAULT.withLanguage(Language.ENGLISH).withTheme(Preferences.ThemeChoice.LIGHT));
        LibrarySettings.change(
                home,
                before -> before.with(LibrarySettings.OWN_ADDRESS, source.address())
                        .with(LibrarySettings.SOURCE, "own")
                        .with(LibrarySettings.PROXY, "none"));
        Files.writeString(home.resolve("catalog.json"), OWN);
        stage = FxToolkit.registerPrimaryStage();
        Waiting.onApplicationThread(() -> {
            application = new TuwenApplication(new FakeOpener(), new ModelLibrary(home));
            application.start(stage);
            stage.setX(0);
            stage.setY(0);
            stage.setWidth(1000);
            stage.setHeight(800);
        });
        Waiting.until(
                "the model is open",
                () -> context().window().engine().assistantProperty().get() != null);
        Waiting.onApplicationThread(() -> {
            context().window().open(ModelsView.PAGE);
            context().models().refresh();
        });
        Waiting.node(robot, "#get-minicpm-v-2");
    }

    @AfterEach
    void close() throws Exception {
        Waiting.onApplicationThread(stage::hide);
        application.stop();
        source.close();
        FxToolkit.cleanupStages();
    }

    private AppContext context() {
        return Objects.requireNonNull(application.context());
    }

    private void prefer(UnaryOperator<Preferences> edit) {
        Waiting.onApplicationThread(() -> context().settings().change(edit));
    }

    private void chineseAndDark() {
        prefer(before -> before.withLanguage(Language.CHINESE).withTheme(Preferences.ThemeChoice.DARK));
    }

    private void scroll(double to) {
        Node page = Waiting.node(robot, ".page");
        Waiting.onApplicationThread(() -> ((ScrollPane) page).setVvalue(to));
    }

    private Path published() throws Exception {
        Path model = Files.createDirectories(home.resolve("downloads/MiniCPM-2B-sft-bf16"));
        for (String name : new String[] {"config.json", "tokenizer.model", "model.safetensors"}) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        return model;
    }

    @Test
    void offers() throws Exception {
        Screenshot.draw(stage, "models-empty-en");
        scroll(0.62);
        Screenshot.draw(stage, "models-large-en");
        scroll(0);
        chineseAndDark();
        Screenshot.draw(stage, "models-empty-zh-dark");
        Waiting.onApplicationThread(() -> {
            stage.setWidth(720);
            stage.setHeight(480);
        });
        scroll(0.3);
        Screenshot.draw(stage, "models-small-zh-dark");
    }

    @Test
    void adding() throws Exception {
        Path model = published();
        Waiting.onApplicationThread(() -> context().models().shelf().offer(model));
        Waiting.node(robot, "#add-in-place");
        Screenshot.draw(stage, "models-drop-en");
        Waiting.press(robot, "#add-in-place");
        Waiting.node(robot, "#more-MiniCPM-2B-sft-bf16");
        Screenshot.draw(stage, "models-installed-en");
        prefer(before -> before.withLanguage(Language.CHINESE));
        Screenshot.draw(stage, "models-installed-zh");
        Path kit = home.resolve("MiniCPM-2B.tuwenkit");
        new KitWriter(new ModelLibrary(home)).write("MiniCPM-2B-sft-bf16", kit, WorkListener.NONE);
        Waiting.onApplicationThread(() -> context().models().shelf().offer(kit));
        Waiting.node(robot, "#add-kit");
        Screenshot.draw(stage, "models-kit-zh");
    }

    @Test
    void makingSmaller() throws Exception {
        Path model = published();
        Waiting.onApplicationThread(() -> context().models().shelf().offer(model));
        Waiting.press(robot, "#add-in-place");
        Waiting.press(robot, "#smaller-MiniCPM-2B-sft-bf16");
        Waiting.node(robot, "#smaller-yes");
        Screenshot.draw(stage, "models-smaller-en");
        chineseAndDark();
        Screenshot.draw(stage, "models-smaller-zh-dark");
    }

    @Test
    void downloading() throws Exception {
        Waiting.press(robot, "#get-minicpm-v-2");
        Waiting.node(robot, "#accept-licence");
        scroll(0.12);
        Screenshot.draw(stage, "models-licence-en");
        chineseAndDark();
        Waiting.press(robot, "#accept-licence");
        Waiting.node(robot, "#pause-download");
        Thread.sleep(4000);
        Screenshot.draw(stage, "models-downloading-zh-dark");
        prefer(before -> before.withLanguage(Language.ENGLISH).withTheme(Preferences.ThemeChoice.LIGHT));
        Screenshot.draw(stage, "models-downloading-en");
        Waiting.press(robot, "#stop-download");
        Waiting.node(robot, "#get-minicpm-v-2");
    }

    @Test
    void failing() throws Exception {
        source.breakDown();
        Waiting.press(robot, "#get-minicpm-v-2");
        chineseAndDark();
        Waiting.press(robot, "#accept-licence");
        Waiting.node(robot, "#try-again");
        scroll(0.12);
        Screenshot.draw(stage, "models-failed-zh-dark");
        prefer(before -> before.withLanguage(Language.ENGLISH).withTheme(Preferences.ThemeChoice.LIGHT));
        Screenshot.draw(stage, "models-failed-en");
        Node connections = Waiting.node(robot, "#connections");
        Waiting.onApplicationThread(() -> ((TitledPane) connections).setExpanded(true));
        Thread.sleep(800);
        scroll(1);
        Screenshot.draw(stage, "network-en");
        chineseAndDark();
        Screenshot.draw(stage, "network-zh-dark");
    }
}

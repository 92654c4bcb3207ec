package dev.tuwen.app;

import dev.tuwen.app.engine.AssistantOpener;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.WindowTexts;
import dev.tuwen.app.markdown.PlainView;
import dev.tuwen.app.settings.Preferences;
import dev.tuwen.app.view.Excerpt;
import dev.tuwen.app.view.Rescue;
import dev.tuwen.app.view.RestingCaret;
import dev.tuwen.app.window.Offered;
import dev.tuwen.app.window.WindowView;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.KitWriter;
import dev.tuwen.library.ModelLibrary;
import java.io.File;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.beans.binding.Bindings;
import javafx.geometry.Rectangle2D;
import javafx.scene.Scene;
import javafx.scene.image.Image;
import javafx.scene.input.Clipboard;
import javafx.scene.input.ClipboardContent;
import javafx.stage.FileChooser;
import javafx.stage.Screen;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// The window: opens before the model is loaded; closes at once, then the model stops and the process ends. Made by
/// JavaFX.
public final class TuwenApplication extends Application {
    private static final double WIDTH = 1180;
    private static final double HEIGHT = 760;
    private static final double SMALLEST_WIDTH = 480;
    private static final double SMALLEST_HEIGHT = 360;

    private final AssistantOpener opener;
    private final @Nullable ModelLibrary givenLibrary;
    private @Nullable AppContext context;
    private @Nullable WindowView view;
    private @Nullable Arrivals arrivals;

    /// For JavaFX.
    public TuwenApplication() {
        this(Assistant::open, null);
    }

    /// @param opener opens models
    /// @param library where models and settings are; the user's when null
    TuwenApplication(AssistantOpener opener, @Nullable ModelLibrary library) {
        this.opener = opener;
        this.givenLibrary = library;
    }

    @Override
    public void start(Stage stage) {
        ModelLibrary library = givenLibrary == null ? ModelLibrary.ofUser() : givenLibrary;
        var application = new AppContext(library, opener, TuwenApplication::copy, this::browse);
        context = application;
        var window = new WindowView(
                application.views(),
                application.window(),
                application.pages(),
                application.models().shelf(),
                application.samples(),
                new WindowView.Desktop(() -> choosePictures(stage), Clipboard::getSystemClipboard));
        view = window;
        var arriving = new Arrivals(stage, window);
        arrivals = arriving;
        var scene = new Scene(window, WIDTH, HEIGHT);
        application.themes().dress(scene);
        stage.setScene(scene);
        stage.setMinWidth(SMALLEST_WIDTH);
        stage.setMinHeight(SMALLEST_HEIGHT);
        nameWindow(stage, application);
        place(stage, application.settings().preferences().window());
        stage.setOnHidden(_ -> remember(stage, application));
        RestingCaret.in(scene);
        Thread.currentThread()
                .setUncaughtExceptionHandler(new Rescue(words -> new PlainView(application.views(), words)));
        stage.show();
        window.focusComposer();
        onceDrawn(scene, () -> {
            application.begin();
            stage.getIcons().setAll(icons());
            arriving.begin(getParameters(), library.home());
        });
    }

    /// Runs something when the first frame was laid out.
    private static void onceDrawn(Scene scene, Runnable task) {
        scene.addPostLayoutPulseListener(new Runnable() {
            @Override
            public void run() {
                scene.removePostLayoutPulseListener(this);
                Platform.runLater(task);
            }
        });
    }

    private static List<Image> icons() {
        return IntStream.of(16, 32, 48, 64, 128, 256)
                .mapToObj(size -> TuwenApplication.class.getResource("icon/icon-" + size + ".png"))
                .map(icon -> new Image(Objects.requireNonNull(icon).toExternalForm()))
                .toList();
    }

    private static void nameWindow(Stage stage, AppContext application) {
        var localizer = application.views().localizer();
        var title = application.window().chatProperty().flatMap(chat -> chat.titleProperty());
        stage.titleProperty()
                .bind(localizer.text(Bindings.createObjectBinding(
                        () -> title.getValue().isEmpty()
                                ? WindowTexts.title()
                                : WindowTexts.titleWith(title.getValue()),
                        title)));
    }

    /// Where it was, if that is still on a screen.
    private static void place(Stage stage, Preferences.@Nullable WindowPlace place) {
        if (place == null || place.width() < SMALLEST_WIDTH || place.height() < SMALLEST_HEIGHT) {
            Rectangle2D screen = Screen.getPrimary().getVisualBounds();
            stage.setWidth(Math.min(WIDTH, screen.getWidth()));
            stage.setHeight(Math.min(HEIGHT, screen.getHeight()));
            return;
        }
        boolean visible = !Screen.getScreensForRectangle(place.x(), place.y(), place.width(), place.height())
                .isEmpty();
        if (visible) {
            stage.setX(place.x());
            stage.setY(place.y());
        }
        stage.setWidth(place.width());
        stage.setHeight(place.height());
        stage.setMaximized(place.maximized());
    }

    private static void remember(Stage stage, AppContext application) {
        Preferences.WindowPlace before = application.settings().preferences().window();
        // A maximized window remembers where it was before.
        Preferences.WindowPlace place = stage.isMaximized() && before != null
                ? new Preferences.WindowPlace(before.x(), before.y(), before.width(), before.height(), true)
                : new Preferences.WindowPlace(
                        stage.getX(), stage.getY(), stage.getWidth(), stage.getHeight(), stage.isMaximized());
        application.settings().change(preferences -> preferences.withWindow(place));
    }

    private void choosePictures(Stage stage) {
        AppContext application = context;
        WindowView window = view;
        if (application == null || window == null) {
            return;
        }
        var localizer = application.views().localizer();
        var chooser = new FileChooser();
        chooser.setTitle(localizer.say(ChatTexts.choosePictures()));
        chooser.getExtensionFilters()
                .addAll(
                        new FileChooser.ExtensionFilter(
                                localizer.say(ChatTexts.pictureFiles()),
                                Offered.ENDINGS.stream()
                                        .map(ending -> "*." + ending)
                                        .sorted()
                                        .toList()),
                        new FileChooser.ExtensionFilter(
                                localizer.say(ChatTexts.kitFiles()), "*" + KitWriter.ENDING, "*.tuwen.zip"),
                        new FileChooser.ExtensionFilter(localizer.say(ChatTexts.allFiles()), "*.*"));
        List<File> chosen = chooser.showOpenMultipleDialog(stage);
        if (chosen != null && !chosen.isEmpty()) {
            window.accept(new Offered.Paths(chosen.stream().map(File::toPath).toList()));
        }
    }

    private static void copy(Excerpt excerpt) {
        var content = new ClipboardContent();
        content.putString(excerpt.text());
        if (!excerpt.html().isEmpty()) {
            content.putHtml(excerpt.html());
        }
        if (!excerpt.rtf().isEmpty()) {
            content.putRtf(excerpt.rtf());
        }
        Clipboard.getSystemClipboard().setContent(content);
    }

    private void browse(String address) {
        getHostServices().showDocument(address);
    }

    /// The window is gone by now.
    @Override
    public void stop() {
        if (arrivals != null) {
            arrivals.close();
        }
        AppContext application = context;
        if (application != null) {
            application.close();
        }
    }

    /// For tests: what the window stands on.
    @Nullable
    AppContext context() {
        return context;
    }

    /// For tests: the window's contents.
    @Nullable
    WindowView view() {
        return view;
    }
}

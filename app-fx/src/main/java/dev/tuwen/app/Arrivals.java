package dev.tuwen.app;

import dev.tuwen.app.driver.OpenedFiles;
import dev.tuwen.app.instance.InstanceServer;
import dev.tuwen.app.window.Offered;
import dev.tuwen.app.window.WindowView;
import dev.tuwen.assistant.FileAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// Files that come to the window from outside: with its own start, from later starts, and on macOS from the system.
/// Made by the application, closed with it; the application's thread.
final class Arrivals implements AutoCloseable {
    private static final String LISTEN = "listen";

    private final Stage stage;
    private final WindowView window;
    private @Nullable InstanceServer server;

    /// @param stage comes to the front
    /// @param window takes the files
    Arrivals(Stage stage, WindowView window) {
        this.stage = stage;
        this.window = window;
        // The system may have some already, for which the program was started.
        OpenedFiles.hear(names -> show(paths(names)));
    }

    /// What a start tells the application that it launches.
    ///
    /// @param listen whether later starts come to it
    /// @param files what it shall show
    static String[] parameters(boolean listen, List<Path> files) {
        var parameters = new ArrayList<String>();
        if (listen) {
            parameters.add("--" + LISTEN + "=true");
        }
        files.forEach(file -> parameters.add(FileAddress.of(file)));
        return parameters.toArray(String[]::new);
    }

    /// Takes what came with the start, and listens from now on.
    ///
    /// @param parameters of the start; null where nobody launched the application
    /// @param home the data folder
    void begin(Application.@Nullable Parameters parameters, Path home) {
        if (parameters == null) {
            return;
        }
        List<Path> files = paths(parameters.getUnnamed());
        if (!files.isEmpty()) {
            window.accept(new Offered.Paths(files));
        }
        if (parameters.getNamed().containsKey(LISTEN)) {
            server = InstanceServer.listen(home, Platform::runLater, this::show).orElse(null);
        }
    }

    private static List<Path> paths(List<String> names) {
        return names.stream().flatMap(name -> FileAddress.named(name).stream()).toList();
    }

    /// Takes files, of which there may be none, and brings the window to the front.
    private void show(List<Path> files) {
        if (!files.isEmpty()) {
            window.accept(new Offered.Paths(files));
        }
        stage.setIconified(false);
        // Windows lets nothing come from behind to the front but what stands above all others, be it for a moment.
        stage.setAlwaysOnTop(true);
        stage.toFront();
        stage.requestFocus();
        stage.setAlwaysOnTop(false);
    }

    @Override
    public void close() {
        if (server != null) {
            server.close();
        }
    }
}

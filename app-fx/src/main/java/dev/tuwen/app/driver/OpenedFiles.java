package dev.tuwen.app.driver;

import com.sun.glass.ui.Application;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Files that macOS hands to the application while it runs: it sends events and no arguments, and JavaFX has no word
/// for them. On other systems none ever comes. Stateless.
public final class OpenedFiles {
    private OpenedFiles() {}

    /// Hears of them from now on; on the toolkit's thread.
    ///
    /// @param opened gets names of files, on the toolkit's thread
    public static void hear(Consumer<List<String>> opened) {
        try {
            Application application = Application.GetApplication();
            application.setEventHandler(new Hearing(application.getEventHandler(), opened));
        } catch (IllegalAccessError closed) {
            System.getLogger(OpenedFiles.class.getName())
                    .log(System.Logger.Level.DEBUG, "files that the system opens are not heard of", closed);
        }
    }

    /// Stands before the toolkit's own handler, which hears all that it heard.
    private static final class Hearing extends Application.EventHandler {
        private final Application.EventHandler toolkit;
        private final Consumer<List<String>> opened;

        Hearing(Application.EventHandler toolkit, Consumer<List<String>> opened) {
            this.toolkit = toolkit;
            this.opened = opened;
        }

        @Override
        public void handleOpenFilesAction(Application application, long time, String[] files) {
            opened.accept(List.of(files));
        }

        @Override
        public void handleQuitAction(Application application, long time) {
            toolkit.handleQuitAction(application, time);
        }

        @Override
        public void handlePreferencesChanged(Map<String, Object> preferences) {
            toolkit.handlePreferencesChanged(preferences);
        }
    }
}

package dev.tuwen.app.driver;

import com.sun.glass.ui.Application;
import javafx.application.Platform;
import javafx.stage.Stage;

/// Says what class its window would have; run in a process of its own.
public final class WindowClassProbe {
    private WindowClassProbe() {}

    /// Names the class, then shows nothing.
    ///
    /// @param arguments none
    public static void main(String[] arguments) {
        Platform.startup(() -> WindowClass.set("tuwen"));
        javafx.application.Application.launch(Named.class);
    }

    /// What is launched; made by JavaFX.
    public static final class Named extends javafx.application.Application {
        /// For JavaFX.
        public Named() {}

        @Override
        public void start(Stage stage) {
            System.out.println(Application.GetApplication().getName());
            Platform.exit();
        }
    }
}

package dev.tuwen.app;

import dev.tuwen.app.driver.WindowClass;
import java.util.Optional;
import javafx.application.Application;
import javafx.application.Platform;

/// The application's entry: without arguments the window, else the command line.
public final class Main {
    /// The caller's mistake, or something missing on the machine.
    private static final int MISTAKE = 2;

    private Main() {}

    /// Opens the window, or runs a command; ends the process with the exit code.
    ///
    /// @param arguments a command and its arguments, or none
    public static void main(String[] arguments) {
        if (arguments.length > 0) {
            System.exit(dev.tuwen.cli.Main.run(arguments));
        }
        Optional<String> missing = Display.missing();
        if (missing.isPresent()) {
            System.err.println(missing.get());
            System.exit(MISTAKE);
        }
        try {
            if (Display.isLinux()) {
                Platform.startup(() -> WindowClass.set("tuwen"));
            }
            Application.launch(TuwenApplication.class);
            System.exit(0);
        } catch (UnsupportedOperationException | LinkageError e) {
            System.err.println(Display.sentence(e));
            System.exit(MISTAKE);
        }
    }
}

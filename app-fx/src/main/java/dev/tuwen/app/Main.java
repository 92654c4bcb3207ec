package dev.tuwen.app;

import dev.tuwen.app.driver.WindowClass;
import dev.tuwen.app.instance.Instance;
import dev.tuwen.cli.OpenArguments;
import dev.tuwen.library.ModelLibrary;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javafx.application.Application;
import javafx.application.Platform;
import org.jspecify.annotations.Nullable;

/// The application's entry: without arguments the window, else the command line, which may want the window too.
public final class Main {
    private static final int FAILED = 1;

    /// The caller's mistake, or something missing on the machine.
    private static final int MISTAKE = 2;

    private Main() {}

    /// Opens the window, or runs a command; ends the process with the exit code.
    ///
    /// @param arguments a command and its arguments, or none
    public static void main(String[] arguments) {
        if (arguments.length == 0) {
            System.exit(open(List.of()));
        }
        Optional<List<Path>> named = OpenArguments.plain(arguments);
        if (named.isPresent()) {
            System.exit(open(named.get()));
        }
        var wanted = new AtomicReference<@Nullable List<Path>>();
        int code = dev.tuwen.cli.Main.run(arguments, wanted::set);
        List<Path> files = wanted.get();
        System.exit(files == null ? code : open(files));
    }

    /// Opens the window, or lets the one that is open already come to the front; returns when this start is over.
    ///
    /// @param files what it shall show
    private static int open(List<Path> files) {
        Optional<String> missing = Display.missing();
        if (missing.isPresent()) {
            System.err.println(missing.get());
            return MISTAKE;
        }
        return switch (Instance.claim(ModelLibrary.ofUser().home(), files)) {
            case Instance.Claim.First(var lock) -> {
                try (lock) {
                    yield launch(Arrivals.parameters(true, files));
                }
            }
            case Instance.Claim.Alone _ -> launch(Arrivals.parameters(false, files));
            case Instance.Claim.HandedOver _ -> 0;
            case Instance.Claim.Unheard(var reason) -> {
                System.err.println("tuwen: " + reason);
                yield FAILED;
            }
        };
    }

    private static int launch(String[] parameters) {
        try {
            if (Display.isLinux()) {
                Platform.startup(() -> WindowClass.set("tuwen"));
            }
            Application.launch(TuwenApplication.class, parameters);
            return 0;
        } catch (UnsupportedOperationException | LinkageError e) {
            System.err.println(Display.sentence(e));
            return MISTAKE;
        }
    }
}

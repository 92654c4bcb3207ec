package dev.tuwen.app.driver;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import javafx.application.Application;
import javafx.beans.Observable;
import org.junit.jupiter.api.Test;

/// The class of the window, in a process of its own: a toolkit is named once, and that of the other tests has been.
class WindowClassTest {
    @Test
    void isNamedForWhateverIsLaunchedThen() throws Exception {
        String toolkit = folder(Application.class) + File.pathSeparator + folder(Observable.class);
        Process process = new ProcessBuilder(List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Djava.awt.headless=true",
                        "-Dglass.platform=Headless",
                        "-Dprism.order=sw",
                        "--module-path",
                        toolkit,
                        "--add-modules",
                        "javafx.graphics",
                        "--add-exports",
                        "javafx.graphics/com.sun.glass.ui=ALL-UNNAMED",
                        "--enable-native-access=javafx.graphics",
                        "-cp",
                        folder(WindowClass.class) + File.pathSeparator + folder(WindowClassProbe.class),
                        WindowClassProbe.class.getName()))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        String name = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(name.strip()).isEqualTo("tuwen");
    }

    /// The folder or the archive that a class is in: of a module, the tests lie elsewhere.
    private static String folder(Class<?> type) throws Exception {
        String file = type.getName().replace('.', '/') + ".class";
        URI place = Objects.requireNonNull(type.getResource("/" + file)).toURI();
        String whole = place.toString();
        String root = whole.substring(0, whole.length() - file.length());
        return Path.of(URI.create(root.startsWith("jar:") ? root.substring(4, root.length() - 2) : root))
                .toString();
    }
}

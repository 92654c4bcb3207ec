package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.models.ModelsView;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelLibrary;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import javafx.stage.Stage;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testfx.api.FxRobot;
import org.testfx.api.FxToolkit;

/// Nothing leaves the machine unless somebody asks for it: the Java machine itself reports what goes over sockets, and
/// Linux which sockets there are.
class SilenceTest {
    private static final List<String> EVENTS = List.of("jdk.SocketRead", "jdk.SocketWrite");

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private final FxRobot robot = new FxRobot();

    private List<RecordedEvent> traffic(Deed deed) throws Exception {
        Path file = home.resolve("recording.jfr");
        try (var recording = new Recording()) {
            EVENTS.forEach(event -> recording.enable(event).withoutThreshold());
            recording.start();
            deed.run();
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file).stream()
                .filter(event -> EVENTS.contains(event.getEventType().getName()))
                .toList();
        Files.delete(file);
        return events;
    }

    /// Sockets of this process that reach beyond it, listening ones included, as Linux numbers them; none elsewhere.
    private static Set<String> sockets() throws IOException {
        Path descriptors = Path.of("/proc/self/fd");
        var sockets = new TreeSet<String>();
        if (!Files.isDirectory(descriptors)) {
            return sockets;
        }
        var open = new HashSet<String>();
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                try {
                    open.add(Files.readSymbolicLink(link).toString());
                } catch (NoSuchFileException closed) {
                    // It was the one of the listing itself.
                }
            }
        }
        for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
            for (String line : Files.readAllLines(Path.of("/proc/self/net", protocol))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9 && open.contains("socket:[" + columns[9] + "]")) {
                    sockets.add(protocol + " " + columns[9]);
                }
            }
        }
        return sockets;
    }

    /// Something that may or may not use the network.
    @FunctionalInterface
    private interface Deed {
        void run() throws Exception;
    }

    @Test
    void noticesConnectionsThatAreMade() throws Exception {
        assertThat(traffic(SilenceTest::connect)).isNotEmpty();
    }

    private static void connect() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket served = server.accept()) {
            client.getOutputStream().write(1);
            assertThat(served.getInputStream().read()).isEqualTo(1);
            if (Files.isDirectory(Path.of("/proc/self/fd"))) {
                assertThat(sockets()).hasSizeGreaterThanOrEqualTo(3);
            }
        }
    }

    @Test
    void theWindowMakesNoConnectionByItself() throws Exception {
        assertThat(traffic(() -> useWindow(() -> {}))).isEmpty();
        assertThat(home.resolve("connections.jsonl")).doesNotExist();
    }

    @Test
    void theSealedWindowMakesNoneThatIsAskedFor() throws Exception {
        LibrarySettings.change(home, before -> before.with(LibrarySettings.SEALED, true));

        assertThat(traffic(() -> useWindow(this::download))).isEmpty();
    }

    private void download() {
        Waiting.press(robot, "#get-minicpm-v-2");
        Waiting.press(robot, "#accept-licence");
        Waiting.node(robot, "#try-again");
    }

    /// Opens the window, asks the demo model something, looks at the models, does something more, and closes it.
    private void useWindow(Deed more) throws Exception {
        Set<String> before = sockets();
        Stage stage = FxToolkit.registerPrimaryStage();
        var application = new TuwenApplication[1];
        Waiting.onApplicationThread(() -> {
            application[0] = new TuwenApplication(Assistant::open, new ModelLibrary(home));
            application[0].start(stage);
        });
        AppContext context = Objects.requireNonNull(application[0].context());
        Waiting.until(
                "the demo model is open",
                () -> context.window().engine().assistantProperty().get() != null);
        Waiting.onApplicationThread(() -> {
            context.window().chat().ask("What?", List.of());
            context.window().open(ModelsView.PAGE);
            context.models().refresh();
        });
        Waiting.until(
                "it answered", () -> !context.window().chat().busyProperty().get());
        more.run();
        assertThat(sockets()).isEqualTo(before);
        Waiting.onApplicationThread(stage::hide);
        application[0].stop();
        FxToolkit.cleanupStages();
    }
}

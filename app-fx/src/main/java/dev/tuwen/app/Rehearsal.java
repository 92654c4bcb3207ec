package dev.tuwen.app;

import dev.tuwen.app.chat.ChatViewModel;
import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.instance.Instance;
import dev.tuwen.app.instance.InstanceServer;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.Picture;
import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import dev.tuwen.demo.SampleQuestion;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.WeightPrecision;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javafx.application.Application;
import javafx.application.Platform;
import javafx.stage.Stage;
import org.jspecify.annotations.Nullable;

/// A start without a screen, for the Java machine to learn from: runs commands that say something and end, opens the
/// window, asks the demo model about a sample with each kind of weights, and ends. Run with `-XX:AOTCacheOutput`, it
/// leaves the cache that later starts begin with. Touches nothing of the user's.
public final class Rehearsal {
    private static final long TIMEOUT_SECONDS = 600;
    private static final AtomicBoolean FAILED = new AtomicBoolean();
    private static final List<String> COMMANDS =
            List.of("--version", "--help", "ask --help", "chat --help", "models --help");

    private Rehearsal() {}

    /// Runs it; ends the process with 0 when all questions were answered.
    ///
    /// @param arguments ignored
    public static void main(String[] arguments) {
        System.setProperty("glass.platform", "Headless");
        System.setProperty("prism.order", "sw");
        CompletableFuture.delayedExecutor(TIMEOUT_SECONDS, TimeUnit.SECONDS).execute(() -> System.exit(1));
        COMMANDS.forEach(command -> dev.tuwen.cli.Main.run(command.split(" ")));
        Application.launch(Play.class);
        System.exit(FAILED.get() ? 1 : 0);
    }

    /// The window, driven by itself.
    public static final class Play extends Application {
        private final Queue<Runnable> acts = new ArrayDeque<>();
        private @Nullable TuwenApplication application;
        private @Nullable Path home;

        /// For JavaFX.
        public Play() {}

        @Override
        public void start(Stage stage) throws IOException {
            Path temporary = Files.createTempDirectory("tuwen-rehearsal");
            home = temporary;
            meet(temporary);
            var window = new TuwenApplication(Assistant::open, new ModelLibrary(temporary));
            application = window;
            window.start(stage);
            AppContext context = window.context();
            if (context == null) {
                throw new IllegalStateException("the window has no context");
            }
            plan(context.window().chat(), context.window().engine());
            context.window().chat().busyProperty().addListener((_, _, busy) -> {
                if (!busy) {
                    Platform.runLater(this::next);
                }
            });
            context.window().engine().stateProperty().addListener((_, _, state) -> {
                if (state instanceof EngineState.Unavailable) {
                    FAILED.set(true);
                    Platform.exit();
                }
            });
            context.window().engine().assistantProperty().addListener((_, _, engine) -> {
                if (engine != null) {
                    Platform.runLater(this::next);
                }
            });
        }

        /// What a start does to find out whether it is the first one, and what a later one does.
        private static void meet(Path folder) {
            if (Instance.claim(folder, List.of()) instanceof Instance.Claim.First(var lock)) {
                try (lock) {
                    InstanceServer.listen(folder, Runnable::run, _ -> {}).ifPresent(server -> {
                        try (server) {
                            Instance.claim(folder, List.of(folder));
                        }
                    });
                }
            }
        }

        /// A few questions to the model as it is opened first, then to the other kinds of weights.
        private void plan(ChatViewModel chat, EngineService engine) throws IOException {
            Sample sample = DemoModel.samples().getFirst();
            Picture picture = read(sample);
            for (WeightPrecision weights : WeightPrecision.values()) {
                if (weights != WeightPrecision.AUTO) {
                    acts.add(() -> engine.reopen(new OpenOptions("cpu", weights, 0)));
                }
                acts.add(() -> chat.ask(sample.questions().getFirst().question(), List.of(picture)));
                for (SampleQuestion more : sample.questions()) {
                    acts.add(() -> chat.ask(more.question(), List.of()));
                }
            }
            acts.add(Platform::exit);
        }

        private void next() {
            acts.remove().run();
        }

        private static Picture read(Sample sample) throws IOException {
            try (InputStream stream = DemoModel.openSample(sample.file())) {
                return Picture.decode(sample.file(), stream.readAllBytes());
            }
        }

        @Override
        public void stop() throws Exception {
            if (application != null) {
                application.stop();
            }
            if (home != null) {
                delete(home);
            }
        }

        private static void delete(Path folder) throws IOException {
            try (var paths = Files.walk(folder)) {
                for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}

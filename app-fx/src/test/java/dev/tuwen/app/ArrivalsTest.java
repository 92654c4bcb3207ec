package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.glass.ui.Application;
import dev.tuwen.app.chat.ComposerViewModel;
import dev.tuwen.app.instance.Instance;
import dev.tuwen.app.models.ModelsView;
import dev.tuwen.app.settings.SettingsView;
import dev.tuwen.assistant.FileAddress;
import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import javafx.application.Application.Parameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Files that come to the window from outside. A fake speaks for the model.
class ArrivalsTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path home;

    private Path picture(String name) throws Exception {
        Sample sample = DemoModel.samples().getFirst();
        Path file = home.resolve(name);
        try (InputStream stream = DemoModel.openSample(sample.file())) {
            Files.copy(stream, file);
        }
        return file;
    }

    private static List<String> attached(FakeWindow window) {
        Waiting.until(
                "the pictures are read",
                () -> window.chat().composer().attachments().stream().allMatch(each -> each.picture() != null));
        return Waiting.get(() -> window.chat().composer().attachments().stream()
                .map(ComposerViewModel.Attachment::name)
                .toList());
    }

    /// What a start says to the application that it launches.
    private static Parameters parameters(boolean listen, Path... files) {
        List<String> raw = List.of(Arrivals.parameters(listen, List.of(files)));
        return new Parameters() {
            @Override
            public List<String> getRaw() {
                return raw;
            }

            @Override
            public List<String> getUnnamed() {
                return raw.stream().filter(each -> !each.startsWith("--")).toList();
            }

            @Override
            public Map<String, String> getNamed() {
                return raw.contains("--listen=true") ? Map.of("listen", "true") : Map.of();
            }
        };
    }

    private static Arrivals begun(FakeWindow window, Path folder, Parameters parameters) {
        return Waiting.get(() -> {
            var arrivals = new Arrivals(
                    window.stage(), Objects.requireNonNull(window.application().view()));
            arrivals.begin(parameters, folder);
            return arrivals;
        });
    }

    @Test
    void filesOfTheStartAreAttachedAndThoseThatCannotBeAreNamed() throws Exception {
        Path first = picture("图 一.png");
        Path second = picture("𠮷😀.png");
        Path notes = Files.writeString(home.resolve("notes.txt"), "words", StandardCharsets.UTF_8);
        Path missing = home.resolve("gone.png");

        try (var window = new FakeWindow(home, 980, 720);
                Arrivals _ = begun(window, home, parameters(false, first, notes, second, missing))) {
            assertThat(attached(window)).containsExactly("图 一.png", "𠮷😀.png");
            assertThat(Waiting.get(() -> window.chat().composer().refusals().stream()
                            .map(ComposerViewModel.Refusal::name)
                            .toList()))
                    .containsExactlyInAnyOrder("notes.txt", "gone.png");
        }
    }

    @Test
    void laterStartsBringFilesAndTheWindowToTheFront() throws Exception {
        Path picture = picture("a b.png");

        Instance.Claim here = Instance.claim(home, List.of());
        try (var window = new FakeWindow(home, 980, 720);
                Arrivals _ = begun(window, home, parameters(true))) {
            Waiting.onApplicationThread(() -> {
                window.context().window().open(SettingsView.PAGE);
                window.stage().setIconified(true);
            });

            Instance.Claim claim = CompletableFuture.supplyAsync(() -> Instance.claim(home, List.of(picture)))
                    .join();

            assertThat(here).isInstanceOf(Instance.Claim.First.class);
            assertThat(claim).isEqualTo(new Instance.Claim.HandedOver());
            assertThat(attached(window)).containsExactly("a b.png");
            assertThat(Waiting.get(() -> window.context().window().showsPage())).isFalse();
            assertThat(Waiting.get(() -> window.stage().isIconified())).isFalse();
            ((Instance.Claim.First) here).lock().close();
        }
    }

    @Test
    void aKitIsAskedAboutOnThePageOfModels() throws Exception {
        Path kit = Files.writeString(home.resolve("x.tuwenkit"), "no kit at all", StandardCharsets.UTF_8);

        try (var window = new FakeWindow(home, 980, 720);
                Arrivals _ = begun(window, home, parameters(false, kit))) {
            assertThat(Waiting.get(
                            () -> window.context().window().pageProperty().get()))
                    .isEqualTo(ModelsView.PAGE);
        }
    }

    /// As macOS hands them over.
    @Test
    void filesThatTheSystemOpensAreAttached() throws Exception {
        Path picture = picture("图.png");

        try (var window = new FakeWindow(home, 980, 720);
                Arrivals _ = begun(window, home, parameters(false))) {
            Waiting.onApplicationThread(() -> Application.GetApplication()
                    .getEventHandler()
                    .handleOpenFilesAction(
                            Application.GetApplication(), System.nanoTime(), new String[] {picture.toString()}));

            assertThat(attached(window)).containsExactly("图.png");
        }
    }

    @Test
    void aStartSaysWhatItShowsInWordsThatEverySystemKeeps() {
        assertThat(Arrivals.parameters(true, List.of(Path.of("/图 #.png"))))
                .containsExactly("--listen=true", FileAddress.of(Path.of("/图 #.png")));
    }
}

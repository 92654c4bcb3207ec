package dev.tuwen.app.models;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.LibraryTexts;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.library.CatalogEntry;
import dev.tuwen.library.LibrarySettings;
import dev.tuwen.library.ModelImport;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Getting and keeping models, without a window and without a network.
class LibraryViewModelTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private final BlockingQueue<Runnable> application = new LinkedBlockingQueue<>();

    @SuppressWarnings("NullAway.Init")
    private LibraryViewModel library;

    @BeforeEach
    void open() {
        LibrarySettings.change(home, before -> before.with(LibrarySettings.SEALED, true));
        library = new LibraryViewModel(new ModelLibrary(home), Runnable::run, application::add);
        library.refresh();
        waitUntil(() -> !library.offers().isEmpty());
    }

    @AfterEach
    void close() {
        library.close();
    }

    /// Does what the application's thread would, until something is so.
    private void waitUntil(BooleanSupplier condition) {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(30);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
            try {
                Runnable task = application.poll(50, TimeUnit.MILLISECONDS);
                if (task != null) {
                    task.run();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private Path published() throws IOException {
        Path model = Files.createDirectories(home.resolve("downloads/tiny"));
        for (String name : List.of("config.json", "tokenizer.model", "model.safetensors")) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        return model;
    }

    @Test
    void showsTheLicenceFirstAndSaysThatItIsSealed() {
        // given
        CatalogEntry entry = library.offers().getFirst().entry();

        // when
        library.getting().begin(entry);
        assertThat(stage()).isEqualTo(Shelf.Stage.LICENCE);
        library.getting().download("auto");
        waitUntil(() -> stage() == Shelf.Stage.FAILED);

        // then
        Shelf.Getting failed = library.getting().gettingProperty().get();
        assertThat(failed).isNotNull();
        assertThat(failed.problem()).isNotNull();
        assertThat(failed.problem().sentence()).isEqualTo(LibraryTexts.sealed());
        assertThat(home.resolve("connections.jsonl")).doesNotExist();
        library.getting().leave();
        assertThat(library.getting().gettingProperty().get()).isNull();
    }

    private Shelf.Stage stage() {
        Shelf.Getting getting = library.getting().gettingProperty().get();
        return getting == null ? Shelf.Stage.CHOOSING : getting.stage();
    }

    @Test
    void takesWhatIsDroppedChecksItAndRemovesIt() throws IOException {
        // given
        Path model = published();
        library.offer(model);
        waitUntil(() -> library.droppedProperty().get() != null);

        // when
        library.take(ModelImport.Mode.COPY);
        waitUntil(() -> library.kept().size() == 1);

        // then
        Shelf.Kept kept = library.kept().getFirst();
        assertThat(library.noticeProperty().get()).isEqualTo(new Shelf.Notice(ShelfTexts.installedNow("tiny"), true));
        assertThat(kept.look()).isPresent();
        library.verify(kept.item());
        waitUntil(() -> library.job().jobProperty().get() == null
                && library.noticeProperty().get() != null
                && library.noticeProperty().get().words().key().equals("library.verified"));
        library.makeDefault(kept.item(), true);
        assertThat(new ModelLibrary(home).defaultModel()).isEqualTo("tiny");
        library.remove(kept.item());
        waitUntil(() -> library.kept().isEmpty());
        assertThat(model.resolve("config.json")).exists();
    }

    @Test
    void invitesToTheFirstModelThatFits() throws IOException {
        // given
        CatalogEntry expected = library.offers().stream()
                .filter(Shelf.Offer::suits)
                .findFirst()
                .orElseThrow()
                .entry();

        // then
        assertThat(expected.seesPictures()).isTrue();
        assertThat(library.better().getValue()).isEqualTo(Quantities.get(expected.approximateBytes()));
        assertThat(Quantities.get(6_872_100_000L))
                .isEqualTo(ChatTexts.emptyGetModel(ShelfTexts.gigabytes(6.8721), 18, 50));

        // when
        library.offer(published());
        waitUntil(() -> library.droppedProperty().get() != null);
        library.take(ModelImport.Mode.COPY);
        waitUntil(() -> library.kept().size() == 1);

        // then
        assertThat(library.better().getValue()).isEqualTo(ChatTexts.emptyOwnModel());
    }

    @Test
    void makesASmallerCopyAndLeavesNothingWhenItIsCancelled() throws IOException {
        // given
        library.offer(published());
        waitUntil(() -> library.droppedProperty().get() != null);
        library.take(ModelImport.Mode.COPY);
        waitUntil(() -> library.kept().size() == 1);
        Shelf.Kept full = library.kept().getFirst();

        // when
        library.makeSmaller(full.item());
        library.job().cancel();
        waitUntil(() -> library.job().jobProperty().get() == null);

        // then
        assertThat(library.noticeProperty().get()).isNull();
        assertThat(home.resolve("models")).isDirectoryNotContaining("glob:**q4_0*");

        // when
        library.makeSmaller(full.item());
        assertThat(library.job().jobProperty().get()).isNotNull();
        waitUntil(() -> library.kept().size() == 2);

        // then
        assertThat(library.noticeProperty().get()).isEqualTo(new Shelf.Notice(ShelfTexts.smallerMade("tiny"), true));
        Shelf.Kept smaller = library.kept().getLast();
        assertThat(smaller.item().name()).isEqualTo("tiny-q4_0");
        assertThat(smaller.look())
                .hasValueSatisfying(look -> assertThat(look.canBeSmaller()).isFalse());
        assertThat(smaller.item().bytes()).isLessThan(full.item().bytes());
    }

    @Test
    void saysWhatIsNoModel() throws IOException {
        library.offer(Files.writeString(home.resolve("notes.txt"), "hello"));
        waitUntil(() -> library.noticeProperty().get() != null);

        assertThat(library.noticeProperty().get())
                .isEqualTo(new Shelf.Notice(LibraryTexts.notAModel("notes.txt"), false));
        assertThat(library.droppedProperty().get()).isNull();
    }

    @Test
    void tellsModelsFromPictures() throws IOException {
        Path folder = published();
        Path ggufs = Files.createDirectories(home.resolve("downloads/ggufs"));
        Files.writeString(ggufs.resolve("a.gguf"), "GGUF");

        assertThat(ModelsDrop.model(List.of(folder))).hasValue(folder);
        assertThat(ModelsDrop.model(List.of(ggufs))).hasValue(ggufs);
        assertThat(ModelsDrop.model(List.of(Path.of("a.gguf")))).hasValue(Path.of("a.gguf"));
        assertThat(ModelsDrop.model(List.of(Path.of("mmproj-a.gguf"), Path.of("a.gguf"))))
                .hasValue(Path.of("a.gguf"));
        for (String kit : List.of("a.tuwenkit", "图.TUWENKIT", "a.tuwen.zip", "a.tuwen")) {
            assertThat(ModelsDrop.model(List.of(Path.of(kit)))).hasValue(Path.of(kit));
        }
        assertThat(ModelsDrop.model(List.of(Path.of("a.png")))).isEmpty();
        assertThat(ModelsDrop.model(List.of(Path.of("a.gguf"), Path.of("b.png"))))
                .isEmpty();
        assertThat(ModelsDrop.model(List.of(Path.of("x/a.gguf"), Path.of("y/b.gguf"))))
                .isEmpty();
    }
}

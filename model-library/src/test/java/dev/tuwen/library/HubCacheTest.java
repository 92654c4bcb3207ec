package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.ModelImport.Mode;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Models in the cache of Hugging Face's own programs, which consists of links.
final class HubCacheTest {
    private static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ModelLibrary library;

    @BeforeEach
    void open() throws IOException {
        library = new ModelLibrary(folder.resolve("home"));
        try {
            Files.delete(Files.createSymbolicLink(folder.resolve("link"), folder));
        } catch (IOException | UnsupportedOperationException no) {
            Assumptions.abort("links cannot be made here: " + no.getMessage());
        }
    }

    private static List<Path> golden() throws IOException {
        try (var files = Files.list(GoldenFolder.of("text"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private Path snapshot(String commit, boolean relative) throws IOException {
        Path repository = folder.resolve("models--openbmb--MiniCPM-tiny");
        Path blobs = Files.createDirectories(repository.resolve("blobs"));
        Path snapshot = Files.createDirectories(repository.resolve("snapshots").resolve(commit));
        for (Path file : golden()) {
            Path blob = blobs.resolve("blob-of-" + file.getFileName());
            if (!Files.exists(blob)) {
                Files.copy(file, blob);
            }
            Files.createSymbolicLink(
                    snapshot.resolve(String.valueOf(file.getFileName())), relative ? snapshot.relativize(blob) : blob);
        }
        return snapshot;
    }

    private String take(Path path, Mode mode, WorkListener listener) {
        var imports = new ModelImport(library);
        return imports.take(imports.look(path), mode, listener);
    }

    private void assertTaken(String name) throws IOException {
        InstalledModels.Item item = new InstalledModels(library).find(name);
        assertThat(item.complete()).isTrue();
        for (Path file : golden()) {
            Path here = item.path().resolve(String.valueOf(file.getFileName()));
            assertThat(Files.isSymbolicLink(here)).isEqualTo(item.external());
            assertThat(here).hasSameBinaryContentAs(file);
        }
    }

    @ParameterizedTest
    @CsvSource({"MOVE, true", "MOVE, false", "COPY, true", "COPY, false", "IN_PLACE, true"})
    void takesASnapshotUnderItsModelsName(Mode mode, boolean relative) throws IOException {
        // given
        Path snapshot = snapshot(COMMIT, relative);

        // when
        String name = take(snapshot, mode, WorkListener.NONE);

        // then
        assertThat(name).isEqualTo("MiniCPM-tiny");
        assertTaken(name);
        assertThat(Files.exists(snapshot)).isEqualTo(mode != Mode.MOVE);
        try (var blobs = Files.list(Objects.requireNonNull(snapshot.getParent()).resolveSibling("blobs"))) {
            assertThat(blobs.count()).isEqualTo(mode == Mode.MOVE ? 0 : golden().size());
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void takesTheFolderOfTheRepositoryForItsSnapshot(boolean branch) throws IOException {
        // given
        Path snapshot = snapshot(COMMIT, true);
        Path repository = Objects.requireNonNull(
                Objects.requireNonNull(snapshot.getParent()).getParent());
        if (branch) {
            snapshot("f".repeat(40), true);
            Files.writeString(
                    Files.createDirectories(repository.resolve("refs")).resolve("main"), COMMIT);
        }

        // then
        assertThat(library.resolve(repository.toString())).isEqualTo(new ModelSpec.Folder(snapshot));
        assertTaken(take(repository, Mode.COPY, WorkListener.NONE));
    }

    @Test
    void leavesWhatAnotherSnapshotNeeds() throws IOException {
        Path snapshot = snapshot(COMMIT, true);
        Path other = snapshot("f".repeat(40), true);

        assertTaken(take(snapshot, Mode.MOVE, WorkListener.NONE));

        for (Path file : golden()) {
            assertThat(other.resolve(String.valueOf(file.getFileName()))).hasSameBinaryContentAs(file);
        }
        assertThat(snapshot).doesNotExist();
    }

    @Test
    void copiesWhatLinksOfAPersonLeadTo() throws IOException {
        // given
        Path mine = Files.createDirectories(folder.resolve("mine"));
        for (Path file : golden()) {
            Path elsewhere =
                    Files.createDirectories(folder.resolve("elsewhere")).resolve("x-" + file.getFileName());
            Files.createSymbolicLink(mine.resolve(String.valueOf(file.getFileName())), Files.copy(file, elsewhere));
        }

        // when
        assertTaken(take(mine, Mode.MOVE, WorkListener.NONE));

        // then
        try (var left = Files.list(folder.resolve("elsewhere"))) {
            assertThat(left).hasSize(golden().size());
        }
    }

    @Test
    void leavesAllAsItWasWhenStopped() throws IOException {
        // given
        Path snapshot = snapshot(COMMIT, true);
        var listener = new WorkListener() {
            @Override
            public void progress(WorkProgress progress) {}

            @Override
            public boolean cancelled() {
                return Files.exists(library.models().resolve(".importing-MiniCPM-tiny/config.json"));
            }
        };

        // then
        assertThatThrownBy(() -> take(snapshot, Mode.MOVE, listener)).isInstanceOf(CancellationException.class);
        for (Path file : golden()) {
            assertThat(snapshot.resolve(String.valueOf(file.getFileName()))).hasSameBinaryContentAs(file);
        }
        assertThat(library.models()).isEmptyDirectory();
    }
}

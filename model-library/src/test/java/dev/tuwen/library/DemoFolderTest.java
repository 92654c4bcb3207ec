package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.demo.DemoModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The demo model on the disk.
final class DemoFolderTest {
    @Test
    void isUnpackedOnceAndWhole(@TempDir Path home) throws IOException {
        // when
        DemoFolder first = DemoFolder.unpack(home);
        Path weights = first.path().resolve("model.safetensors");
        var written = Files.getLastModifiedTime(weights);
        DemoFolder second = DemoFolder.unpack(home);

        // then
        assertThat(first.temporary()).isFalse();
        assertThat(second).isEqualTo(first);
        assertThat(Files.getLastModifiedTime(weights)).isEqualTo(written);
        assertThat(ModelFolder.missing(first.path())).isEmpty();
        assertThat(names(home.resolve("demo")))
                .containsExactly(first.path().getFileName().toString());
    }

    @Test
    void isRepairedWhenAFileIsCutShort(@TempDir Path home) throws IOException {
        // given
        DemoFolder folder = DemoFolder.unpack(home);
        Files.writeString(folder.path().resolve("config.json"), "{");

        // when
        DemoFolder again = DemoFolder.unpack(home);

        // then
        assertThat(again).isEqualTo(folder);
        for (var file : DemoModel.files()) {
            assertThat(again.path().resolve(file.name())).hasSize(file.byteSize());
        }
    }

    @Test
    void goesToATemporaryFolderWhenTheHomeCannotBeWritten(@TempDir Path folder) throws IOException {
        // given
        Path home = Files.writeString(folder.resolve("a file"), "in the way");

        // when
        DemoFolder unpacked = DemoFolder.unpack(home);

        // then
        assertThat(unpacked.temporary()).isTrue();
        assertThat(ModelFolder.missing(unpacked.path())).isEmpty();

        // and when
        unpacked.discard();

        // then
        assertThat(unpacked.path()).doesNotExist();
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }
}

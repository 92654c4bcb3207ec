package dev.tuwen.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What of a checkout makes a build necessary.
class CheckoutTest {
    private static final Instant BUILT = Instant.parse("2026-01-02T03:04:05Z");

    @TempDir
    private Path root;

    @BeforeEach
    void build() throws IOException {
        for (String file : new String[] {
            "pom.xml",
            "README.md",
            "cli/pom.xml",
            "cli/src/main/java/A.java",
            "cli/src/test/java/ATest.java",
            "docs/notes.md",
            "app-fx/target/quick/built",
            "app-fx/target/quick/tuwen-app-fx.jar"
        }) {
            Path path = root.resolve(file);
            Files.createDirectories(path.getParent());
            Files.createFile(path);
        }
        try (Stream<Path> all = Files.walk(root)) {
            for (Path path : (Iterable<Path>) all::iterator) {
                touch(path, BUILT.minusSeconds(1));
            }
        }
        touch(root.resolve("app-fx/target/quick/built"), BUILT);
    }

    @Test
    void isFreshWhileAllSourcesAreOlder() throws IOException {
        assertThat(new Checkout(root).isStale()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "cli/pom.xml", "cli/src/main/java/A.java", "cli/src/main/java"})
    void isStaleWhenSomethingTheBuildReadsIsNewer(String changed) throws IOException {
        touch(root.resolve(changed), BUILT.plusSeconds(1));

        assertThat(new Checkout(root).isStale()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "docs/notes.md", "cli/src/test/java/ATest.java", "app-fx/target/quick"})
    void isFreshWhenSomethingElseIsNewer(String changed) throws IOException {
        touch(root.resolve(changed), BUILT.plusSeconds(1));

        assertThat(new Checkout(root).isStale()).isFalse();
    }

    @Test
    void isStaleBeforeTheFirstBuild() throws IOException {
        Files.delete(root.resolve("app-fx/target/quick/built"));

        assertThat(new Checkout(root).isStale()).isTrue();
    }

    private static void touch(Path path, Instant time) throws IOException {
        Files.setLastModifiedTime(path, FileTime.from(time));
    }
}

package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Looks at the image that this build linked. Pins what lies inside jlink: where it goes, images start with a warning
/// and slower, and this says so.
@Tag("installed")
final class QuietVectorsTest {

    private static final Path OUTPUT = Path.of(System.getProperty("packaging.output", "target/draft"));

    @Test
    void takesTheMarkOffOneModuleAndLeavesAllOthersAsTheyAre() throws IOException {
        var application = new Installation(OUTPUT.resolve("image").toAbsolutePath());
        assumeTrue(Files.exists(application.java()), "needs the image, which 'mvn verify' links before");

        assertThat(changed(application.runtime())).containsExactly("jdk.incubator.vector");
        assertThat(Command.of(application.java().toString(), "--add-modules", "jdk.incubator.vector", "-version")
                        .run())
                .doesNotContain("incubator");
    }

    /// The modules of an image whose marks are not those of the JDK it was linked from.
    private static Set<String> changed(Path image) throws IOException {
        var changed = new TreeSet<String>();
        try (FileSystem files = FileSystems.newFileSystem(URI.create("jrt:/"), Map.of("java.home", image.toString()));
                Stream<Path> modules = Files.list(files.getPath("/modules"))) {
            for (Path module : modules.toList()) {
                Path original = Path.of(URI.create("jrt:/" + module.getFileName() + "/module-info.class"));
                if (Files.exists(original) && isMarked(module.resolve("module-info.class")) != isMarked(original)) {
                    changed.add(module.getFileName().toString());
                }
            }
        }
        return changed;
    }

    private static boolean isMarked(Path descriptor) throws IOException {
        return ClassFile.of()
                .parse(Files.readAllBytes(descriptor))
                .findAttribute(Attributes.moduleResolution())
                .isPresent();
    }
}

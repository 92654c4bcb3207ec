package dev.tuwen.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/// Where the golden data lies as plain files: `v1`, `v2`, `text` and `text_gptq` (tiny checkpoints with what a correct
/// engine computes from them), the same in other files as `text_gguf`, `text_torch` and `v2_torch`, `images` and
/// `preprocess`. Out of a jar it is unpacked once into a temporary folder,
/// because weights are mapped.
public final class GoldenFolder {
    private GoldenFolder() {}

    /// The folder of that name.
    public static Path of(String name) {
        Path folder = Unpacked.ROOT.resolve(name);
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("no golden data '" + name + "'");
        }
        return folder;
    }

    // Made when it is first needed.
    private static final class Unpacked {
        static final Path ROOT = locate();

        private static Path locate() {
            URL manifest =
                    Objects.requireNonNull(GoldenFolder.class.getResource("goldens/manifest.json"), "golden data");
            try {
                URI uri = manifest.toURI();
                if (uri.getScheme().equals("file")) {
                    return Objects.requireNonNull(Path.of(uri).getParent());
                }
                try (FileSystem jar = FileSystems.newFileSystem(uri, Map.of())) {
                    return copy(
                            Objects.requireNonNull(jar.provider().getPath(uri).getParent()));
                }
            } catch (URISyntaxException e) {
                throw new IllegalStateException("golden data at '" + manifest + "'", e);
            } catch (IOException e) {
                throw new UncheckedIOException("unpacking golden data", e);
            }
        }

        private static Path copy(Path from) throws IOException {
            Path root = Files.createTempDirectory("tuwen-goldens");
            try (Stream<Path> files = Files.walk(from)) {
                for (Path file : files.toList()) {
                    Path target = root.resolve(from.relativize(file).toString());
                    if (Files.isDirectory(file)) {
                        Files.createDirectories(target);
                    } else {
                        Files.copy(file, target);
                    }
                    target.toFile().deleteOnExit();
                }
            }
            root.toFile().deleteOnExit();
            return root;
        }
    }
}

package dev.tuwen.installer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Makes the cache that starts of an image begin with: a start of the image that the Java machine watches.
final class CacheTraining {
    private static final String REHEARSAL = "dev.tuwen.app/dev.tuwen.app.Rehearsal";

    /// What the Java machine says of a cache that holds the modules too.
    private static final String WHOLE_GRAPH = "full module graph: enabled";

    private CacheTraining() {}

    /// Runs the training start, and looks at a start with what it made.
    ///
    /// A cache with the module graph skips the code that turns the compilation of vectors on: kernels would take three
    /// times as long, and nothing would say so. The options of a [Target] turn it on again; a cache whose start comes
    /// without is refused here.
    ///
    /// @param application the folder of the laid out application, with its image and its options
    /// @param quietVectors whether the image was linked without the mark of an incubating vector module
    static void train(Installation application, boolean quietVectors) throws IOException {
        Path home = Files.createTempDirectory("tuwen-training");
        try {
            new Java(application, home)
                    .run(List.of(
                            "-XX:AOTCacheOutput=" + application.cache(),
                            "@" + application.options(),
                            "-Dtuwen.home=" + application.folder(),
                            "-m",
                            REHEARSAL));
            if (!Files.isRegularFile(application.cache())) {
                throw new PackagingException("the training start left no cache '" + application.cache() + "'");
            }
            check(new Java(application, home).start(List.of("-Xlog:aot"), "doctor", "--json"), quietVectors);
        } finally {
            Folders.delete(home);
        }
    }

    /// Reads what a start with a cache says.
    ///
    /// @param output of a start with `-Xlog:aot` that runs `doctor --json`
    static void check(String output, boolean quietVectors) {
        if (quietVectors && !output.contains(WHOLE_GRAPH)) {
            throw new PackagingException("a start does not take the module graph from its cache:\n" + output);
        }
        if (quietVectors && !output.contains("\"vectors_compiled\" : true")) {
            throw new PackagingException("a start with the cache does not compile vectors:\n" + output);
        }
    }
}

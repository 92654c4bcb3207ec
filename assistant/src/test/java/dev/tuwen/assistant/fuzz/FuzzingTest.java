package dev.tuwen.assistant.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Feeds every parser of files from elsewhere with what a coverage-guided fuzzer makes of small sound ones, each in a
/// process of its own: as many as the build says, whatever the clock says.
@Tag("fuzz")
final class FuzzingTest {
    /// After this one file hangs the parser; a busy machine takes seconds.
    private static final int HANGING_SECONDS = 1800;

    private static final String RUNS = System.getProperty("tuwen.fuzz.runs", "1000");
    private static final String LONGEST = "24000";
    private static final Path SEEDS = Path.of("src/test/resources/dev/tuwen/assistant/fuzz");
    private static final Path FOUND = Path.of("target/fuzz");

    /// What is fuzzed: a class in [FuzzTargets], and a folder of seeds.
    record Kind(Class<?> target) {
        String name() {
            return target.getSimpleName().toLowerCase(Locale.ROOT);
        }

        Path seeds() {
            return SEEDS.resolve(name());
        }

        @Override
        public String toString() {
            return name();
        }
    }

    static Stream<Kind> kinds() {
        return Arrays.stream(FuzzTargets.class.getDeclaredClasses())
                .map(Kind::new)
                .sorted(Comparator.comparing(Kind::name));
    }

    /// Else the fuzzer would begin with nothing.
    @ParameterizedTest
    @MethodSource("kinds")
    void seedsAreRead(Kind kind) throws Exception {
        try (Stream<Path> seeds = Files.list(kind.seeds())) {
            for (Path seed : seeds.toList()) {
                System.setProperty("tuwen.fuzz.seeds", SEEDS.toString());
                kind.target().getMethod("fuzzerTestOneInput", byte[].class).invoke(null, (Object)
                        Files.readAllBytes(seed));

                assertThat(Trial.refusal()).as(seed.toString()).isNull();
            }
        }
    }

    /// Two kinds at a time: most of a short run is the start of its process.
    @TestFactory
    Stream<DynamicTest> endsInARefusalOrIsRead(@TempDir Path folder) {
        List<Map.Entry<Kind, Future<String>>> said;
        try (var processes = Executors.newFixedThreadPool(2)) {
            said = kinds().map(kind -> Map.entry(kind, processes.submit(() -> fuzz(kind, folder.resolve(kind.name())))))
                    .toList();
        }
        return said.stream()
                .map(kind -> DynamicTest.dynamicTest(
                        kind.getKey().name(), () -> kind.getValue().get()));
    }

    private static String fuzz(Kind kind, Path folder) throws IOException, InterruptedException {
        Path found = Files.createDirectories(FOUND.resolve(kind.name()));
        Path log = found.resolve("log.txt");
        Path corpus = Files.createDirectories(folder.resolve("corpus"));

        Process process = new ProcessBuilder(command(kind, found, corpus, folder))
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        int code = process.waitFor();

        String said = Files.readString(log);
        assertThat(code)
                .as("what the fuzzer said: %s", said.substring(Math.max(0, said.length() - 6000)))
                .isZero();
        assertThat(said).contains("INITED cov:", "Done " + RUNS + " runs");
        return said;
    }

    private static List<String> command(Kind kind, Path found, Path corpus, Path temporary) {
        // Modules and classes alike: the fuzzer finds its target on the class path.
        String classes = System.getProperty("jdk.module.path", "") + File.pathSeparator
                + System.getProperty("java.class.path") + File.pathSeparator + "target/test-classes";
        var command = new ArrayList<String>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--add-modules=jdk.incubator.vector",
                "-Djava.io.tmpdir=" + temporary,
                "-Dtuwen.fuzz.seeds=" + SEEDS.toAbsolutePath(),
                "-cp",
                classes,
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + kind.target().getName(),
                "--instrumentation_includes=dev.tuwen.**",
                "--reproducer_path=" + found.toAbsolutePath(),
                "-artifact_prefix=" + found.toAbsolutePath() + File.separator,
                "-max_len=" + LONGEST,
                "-timeout=" + HANGING_SECONDS,
                "-rss_limit_mb=3000",
                "-seed=1"));
        command.add("-runs=" + RUNS);
        command.add(corpus.toString());
        command.add(kind.seeds().toString());
        return command;
    }
}

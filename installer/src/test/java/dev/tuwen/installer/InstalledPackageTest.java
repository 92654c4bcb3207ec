package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// Installs the packages that this build made into a clean root, uses them there as somebody without Java does, puts a
/// later version over them and takes them away again. In this order; what a test leaves, the next finds.
@Tag("installed")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
final class InstalledPackageTest {
    private static final Path OUTPUT =
            Path.of(System.getProperty("packaging.output", "target/draft")).toAbsolutePath();
    private static final Path MODULES = Path.of(System.getProperty("application.output", "../app-fx/target"));
    private static final Path ROOT = OUTPUT.resolveSibling("root");
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final Version LATER = Version.parse("99.0.0");
    private static final String PICTURE = CleanRoot.HOME + "/两个 圆.png";
    private static final String QUESTION = "图里有几个圆？";
    private static final String SETTINGS = CleanRoot.HOME + "/.local/share/tuwen/library.json";

    private static CleanRoot root = new CleanRoot(ROOT, false);
    private static Map<String, String> before = Map.of();

    @BeforeAll
    static void makesACleanRoot() throws IOException {
        assumeTrue(System.getProperty("os.name", "").equals("Linux"), "installs packages of Linux only");
        assumeTrue(Files.isDirectory(OUTPUT.resolve("image")), "needs the packages, which 'mvn verify' makes before");
        assumeTrue(
                Command.of("id", "--user").run().strip().equals("0"), "needs the rights of root for a root of its own");
        for (String program : List.of("dpkg", "chroot", "mknod", "ldd", "tar")) {
            assumeTrue(Command.find(program).isPresent(), "needs the program " + program);
        }
        Folders.delete(ROOT);
        root = CleanRoot.make(ROOT, OUTPUT.resolveSibling("debian.tar"));
        Path sample = Files.createTempFile("tuwen-sample", ".png");
        try (FileSystem demo =
                FileSystems.newFileSystem(MODULES.resolve("modules").resolve("tuwen-demo-model.jar"))) {
            Files.copy(
                    demo.getPath("/dev/tuwen/demo/samples/two-circles.png"),
                    sample,
                    StandardCopyOption.REPLACE_EXISTING);
        }
        Files.move(sample, root.path(PICTURE));
        Command.of("chmod", "644", root.path(PICTURE).toString()).run();
    }

    @AfterAll
    static void takesTheRootAway() throws IOException {
        Folders.delete(ROOT);
    }

    @Test
    @Order(1)
    void installsWhereThereIsNoJava() throws IOException {
        assertThat(root.asRoot("sh", "-c", "command -v java").status()).isNotZero();

        dpkg("--install", debian());

        assertThat(root.asUser("readlink", "/usr/bin/tuwen").output()).isEqualTo("../lib/tuwen/bin/tuwen\n");
    }

    @Test
    @Order(2)
    void doctorFindsCompiledVectorsAndTheHome() throws IOException {
        CleanRoot.Run doctor = root.asUser("tuwen", "doctor", "--json");

        assertThat(doctor.error()).isEmpty();
        assertThat(doctor.status()).isZero();
        assertThat(doctor.output())
                .contains("\"vectors_compiled\" : true")
                .contains("\"chosen_backend\" : \"cpu\"")
                .contains("\"home\" : \"" + CleanRoot.HOME + "/.local/share/tuwen\"");
    }

    @Test
    @Order(3)
    void answersWhatTheCheckoutAnswers() throws IOException {
        CleanRoot.Run installed = root.asUser("tuwen", "ask", "--temperature=0", "--image=" + PICTURE, QUESTION);

        assertThat(installed.error()).isEmpty();
        assertThat(installed.status()).isZero();
        assertThat(installed.output()).isEqualTo(checkout());
    }

    private static String checkout() throws IOException {
        Path modules = MODULES.toAbsolutePath();
        String output = Command.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "@../config/java.options",
                        "--module-path",
                        modules.resolve("tuwen-app-fx.jar") + ":" + modules.resolve("modules"),
                        "--module",
                        "dev.tuwen.app/dev.tuwen.app.Main",
                        "ask",
                        "--temperature=0",
                        "--image=" + root.path(PICTURE),
                        QUESTION)
                .with("LC_ALL", "C.UTF-8")
                .with("TUWEN_HOME", OUTPUT.resolveSibling("home").toString())
                .run();
        return output.replaceFirst("WARNING: Using incubator modules: .*\n", "");
    }

    @Test
    @Order(4)
    void startsFromACacheThatHoldsTheModules() throws IOException {
        CleanRoot.Run start = root.asUser(
                "/usr/lib/tuwen/runtime/bin/java",
                "-XX:AOTCache=/usr/lib/tuwen/tuwen.aot",
                "@/usr/lib/tuwen/java.options",
                "-Xlog:aot",
                "--module",
                "dev.tuwen.app/dev.tuwen.app.Main",
                "--version");

        assertThat(start.output()).contains("full module graph: enabled").contains("Using AOT-linked classes: true");
        assertThat(start.error()).isEmpty();
    }

    @Test
    @Order(5)
    void holdsNothingOfOtherSystems() throws IOException {
        String modules =
                root.asUser("/usr/lib/tuwen/runtime/bin/java", "--list-modules").output();

        assertThat(modules)
                .contains("dev.tuwen.app@", "dev.tuwen.cuda@", "dev.tuwen.demo@")
                .doesNotContain("dev.tuwen.metal", "org.jspecify", "jdk.jlink");
        assertThat(root.files("/usr/lib/tuwen"))
                .noneMatch(file -> file.matches(".*\\.(dll|exe|dylib|jnilib)"))
                .contains("/usr/lib/tuwen/fonts/NotoSansSC-Regular.ttf", "/usr/lib/tuwen/runtime/lib/libglassgtk3.so");
    }

    @Test
    @Order(6)
    void saysInOneSentenceThatThereIsNoScreen() throws IOException {
        CleanRoot.Run window = root.asUser("tuwen");

        assertThat(window.status()).isEqualTo(2);
        assertThat(window.error().strip()).startsWith("tuwen: ").doesNotContain("\n");
    }

    @Test
    @Order(7)
    void aLaterVersionKeepsSettingsAndTakesOldFilesAway() throws IOException {
        assertThat(root.asUser("tuwen", "models", "seal", "--on").status()).isZero();
        String settings = Files.readString(root.path(SETTINGS));
        before = content(CleanRoot.HOME);
        var files = new TreeMap<>(
                FileTree.of(OUTPUT.resolve("image"), LinuxFiles.FOLDER).entries());
        files.remove(LinuxFiles.FOLDER + "/NOTICE");
        files.put("usr/bin/tuwen", new FileTree.Link("../lib/tuwen/bin/tuwen"));
        Path later = Files.createDirectories(OUTPUT.resolveSibling("later"));

        dpkg(
                "--install",
                new DebianPackage(LATER, Architecture.current(), TIME, Compression.DRAFT)
                        .write(new FileTree(files), later)
                        .toString());
        Folders.delete(later);

        assertThat(root.path("/usr/lib/tuwen/NOTICE")).doesNotExist();
        assertThat(Files.readString(root.path(SETTINGS))).isEqualTo(settings);
        assertThat(content(CleanRoot.HOME)).isEqualTo(before);
        assertThat(root.asUser("tuwen", "--version").status()).isZero();
        assertThat(dpkg("--verify", "tuwen")).isEmpty();
    }

    @Test
    @Order(8)
    void leavesOnlyWhatIsTheUsersWhenItGoes() throws IOException {
        dpkg("--purge", "tuwen");

        assertThat(root.files("/usr", "/etc", "/var", "/opt"))
                .noneMatch(file ->
                        file.contains("tuwen") && !file.startsWith("/var/log/") && !file.startsWith("/var/lib/dpkg/"));
        assertThat(root.path("/usr/lib/tuwen")).doesNotExist();
        assertThat(content(CleanRoot.HOME)).isEqualTo(before);
    }

    @Test
    @Order(9)
    void theRpmComesUpdatesAndGoesToo() throws IOException {
        assumeTrue(Command.find("rpm").isPresent() && RpmPackage.possible(), "needs rpm and rpmbuild");
        Path work = OUTPUT.resolveSibling("rpm");
        Path first = packages(".rpm");
        Path note = Files.createDirectories(work).resolve("note");
        Files.writeString(note, "later\n");
        FileTree small = FileTree.empty().with(LinuxFiles.FOLDER + "/note", note);
        Path later = new RpmPackage(LATER, Architecture.current(), TIME, Compression.DRAFT)
                .write(small, work, work.resolve("build"));

        rpm("--initdb");
        rpm("--install", "--nodeps", "--ignoresize", first.toString());
        CleanRoot.Run version = root.asUser("tuwen", "--version");
        rpm("--upgrade", "--nodeps", "--ignoresize", later.toString());

        assertThat(version.error()).isEmpty();
        assertThat(version.output()).startsWith("tuwen ");
        assertThat(root.files("/usr/lib/tuwen", "/usr/share/applications")).containsExactly("/usr/lib/tuwen/note");
        rpm("--erase", "tuwen");
        assertThat(root.path("/usr/lib/tuwen")).doesNotExist();
        assertThat(content(CleanRoot.HOME)).isEqualTo(before);
        Folders.delete(work);
    }

    @Test
    @Order(10)
    void thePortableFolderMayBeMovedAndReadOnly() throws IOException {
        Path folder = Files.createDirectories(root.path("/opt/图 问/只读 folder"));
        Command.of(
                        "tar",
                        "--extract",
                        "--file",
                        packages(".tar.gz").toString(),
                        "--directory",
                        folder.toString(),
                        "--strip-components=1")
                .run();
        Command.of("chmod", "-R", "a-w", folder.toString()).run();

        CleanRoot.Run answer =
                root.asUser("/opt/图 问/只读 folder/bin/tuwen", "ask", "--temperature=0", "--image=" + PICTURE, QUESTION);

        assertThat(answer.error()).isEmpty();
        assertThat(answer.status()).isZero();
        assertThat(answer.output()).contains("两个");
    }

    // --- help ------------------------------------------------------------------------------------------------------

    private static Path packages(String extension) throws IOException {
        try (Stream<Path> files = Files.list(OUTPUT)) {
            return files.filter(file -> file.toString().endsWith(extension))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static String debian() throws IOException {
        return packages(".deb").toString();
    }

    /// This system's dpkg on that root. Where the root is no whole Debian, what it depends on is not looked at.
    private static String dpkg(String action, String what) throws IOException {
        var words = new ArrayList<>(List.of("dpkg", "--root=" + ROOT));
        if (!root.debian()) {
            Path state = root.path("/var/lib/dpkg");
            for (String folder : List.of("info", "updates", "triggers")) {
                Files.createDirectories(state.resolve(folder));
            }
            for (String file : List.of("status", "available")) {
                if (!Files.exists(state.resolve(file))) {
                    Files.createFile(state.resolve(file));
                }
            }
            words.add("--force-depends");
        }
        words.addAll(List.of(action, what));
        return Command.of(words).with("LC_ALL", "C.UTF-8").run();
    }

    private static void rpm(String... words) throws IOException {
        var command = new ArrayList<>(List.of("rpm", "--root=" + ROOT));
        command.addAll(List.of(words));
        Command.of(command).with("LC_ALL", "C.UTF-8").run();
    }

    /// Every file below a folder, with the digest of its content.
    private static Map<String, String> content(String folder) throws IOException {
        var content = new TreeMap<String, String>();
        for (String file : root.files(folder)) {
            content.put(file, Digests.sha256(root.path(file)));
        }
        return content;
    }
}

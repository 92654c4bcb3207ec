package dev.tuwen.installer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Packages of a few small files.
final class PackagesTest {
    private static final Version VERSION = Version.parse("0.1.0-SNAPSHOT");
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");
    private static final String LONG = "usr/lib/tuwen/" + "a folder with a long name/".repeat(5) + "file";

    @TempDir
    private Path folder;

    private FileTree tree = FileTree.empty();

    @BeforeEach
    void writesFiles() throws IOException {
        Path files = Files.createDirectories(folder.resolve("files"));
        Path program = Files.writeString(files.resolve("program"), "#!/bin/sh\n");
        Path text = Files.writeString(files.resolve("text"), "x".repeat(1000));
        tree = FileTree.empty()
                .with("usr/lib/tuwen/bin/tuwen", new FileTree.Regular(program, true))
                .with("usr/lib/tuwen/图.txt", text)
                .with(LONG, text)
                .with("usr/bin/tuwen", new FileTree.Link("../lib/tuwen/bin/tuwen"));
    }

    private DebianPackage debian() {
        return new DebianPackage(VERSION, Architecture.X64, TIME, Compression.GZIP);
    }

    @Test
    void sameFilesMakeTheSameDebianPackage() throws IOException {
        Path first = debian().write(tree, Files.createDirectories(folder.resolve("first")));
        for (FileTree.Entry entry : tree.entries().values()) {
            if (entry instanceof FileTree.Regular file) {
                Files.setLastModifiedTime(file.source(), FileTime.from(Instant.EPOCH));
            }
        }
        Path second = debian().write(tree, Files.createDirectories(folder.resolve("second")));

        assertThat(second).hasSameBinaryContentAs(first);
        assertThat(first).hasFileName("tuwen_0.1.0~snapshot_amd64.deb");
        try (Stream<Path> left = Files.list(first.getParent())) {
            assertThat(left).containsExactly(first);
        }
    }

    @Test
    void dpkgReadsWhatIsInADebianPackage() throws IOException {
        assumeTrue(Command.find("dpkg-deb").isPresent(), "needs dpkg-deb, of the package dpkg");
        String file = debian().write(tree, folder).toString();

        String contents = Command.of("dpkg-deb", "--contents", file)
                .with("LC_ALL", "C.UTF-8")
                .run();

        assertThat(contents)
                .contains("drwxr-xr-x root/root         0 2026-01-01", " ./usr/lib/tuwen/bin/\n")
                .containsPattern("-rwxr-xr-x root/root +10 2026-01-01 .* \\./usr/lib/tuwen/bin/tuwen\n")
                .containsPattern("-rw-r--r-- root/root +1000 2026-01-01 .* \\./usr/lib/tuwen/图.txt\n")
                .contains("./" + LONG)
                .contains("./usr/bin/tuwen -> ../lib/tuwen/bin/tuwen");
        assertThat(Command.of("dpkg-deb", "--field", file).run())
                .contains(
                        "Package: tuwen\n", "Version: 0.1.0~snapshot\n", "Architecture: amd64\n", "Installed-Size: 2\n")
                .contains("Depends: libc6 (>= 2.17), zlib1g\n", "Recommends: libgtk-3-0 | libgtk-3-0t64");
        assertThat(Command.of("dpkg-deb", "--info", file, "md5sums").run())
                .contains(Digests.md5(folder.resolve("files").resolve("program")) + "  usr/lib/tuwen/bin/tuwen\n");
    }

    @Test
    void sameFilesMakeTheSamePortableArchive() throws IOException {
        Path first = folder.resolve("first.tar.gz");
        Path second = folder.resolve("second.tar.gz");
        PortableArchive.tar(tree, TIME, Compression.GZIP, first);
        PortableArchive.tar(tree, TIME, Compression.GZIP, second);

        assertThat(second).hasSameBinaryContentAs(first);
    }

    @Test
    void zipArchivesHoldFilesOfOneMoment() throws IOException {
        Path text = folder.resolve("files").resolve("text");
        Path archive = folder.resolve("portable.zip");
        PortableArchive.zip(FileTree.empty().with("Tuwen/图.txt", text), TIME, archive);

        try (var zip = new ZipFile(archive.toFile())) {
            assertThat(zip.stream()).singleElement().satisfies(entry -> {
                assertThat(entry.getName()).isEqualTo("Tuwen/图.txt");
                assertThat(entry.getTimeLocal()).isEqualTo("2026-01-01T00:00:00");
            });
        }
        assertThatThrownBy(() -> PortableArchive.zip(tree, TIME, archive)).hasMessageContaining("link");
    }

    @Test
    void rpmOwnsItsOwnFoldersOnly() {
        String specification = new RpmPackage(VERSION, Architecture.ARM64, TIME, Compression.XZ)
                .specification(tree, folder.resolve("files"));

        assertThat(specification)
                .contains("Version: 0.1.0~snapshot\n", "AutoReqProv: no\n", "Requires: glibc >= 2.17\n")
                .contains(
                        "%dir \"/usr/lib/tuwen\"\n",
                        "%dir \"/usr/lib/tuwen/bin\"\n", "\n\"/usr/lib/tuwen/bin/tuwen\"\n")
                .contains("%define _binary_payload w6T0.xzdio\n")
                .doesNotContain("%dir \"/usr/bin\"", "%dir \"/usr/lib\"\n");
    }

    @Test
    void checksumsAreReadBySha256sum() throws IOException {
        Path text = folder.resolve("files").resolve("text");
        Path all = folder.resolve("files").resolve("SHA256SUMS");
        Checksums.write(List.of(text), all);

        assertThat(all).hasContent(Digests.sha256(text) + "  text");
        assertThat(Path.of(text + ".sha256")).hasSameTextualContentAs(all);
        assertThat(Digests.sha256(Files.writeString(folder.resolve("abc"), "abc")))
                .isEqualTo("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    @Test
    void whatIsTooLargeIsRefused() {
        assertThatThrownBy(() -> Sizes.check("the package", 65_000_001, Sizes.DOWNLOAD))
                .isInstanceOf(PackagingException.class)
                .hasMessageContaining("the package takes 65.0 MB");
        Sizes.check("the package", Sizes.DOWNLOAD, Sizes.DOWNLOAD);
    }

    @Test
    void aCacheWithoutVectorsOrWithoutTheModuleGraphIsRefused() {
        String whole = "[info][aot] initial full module graph: enabled\n";
        String compiled = "  \"vectors_compiled\" : true,\n";

        CacheTraining.check(whole + compiled, true);
        assertThatThrownBy(() -> CacheTraining.check(compiled, true)).hasMessageContaining("module graph");
        assertThatThrownBy(() -> CacheTraining.check(whole + "\"vectors_compiled\" : false", true))
                .hasMessageContaining("does not compile vectors");
        assertThatThrownBy(() -> CacheTraining.check(whole + "\"vectors_compiled\" : null", true))
                .hasMessageContaining("does not compile vectors");
    }
}

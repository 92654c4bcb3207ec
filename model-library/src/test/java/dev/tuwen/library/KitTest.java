package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Offline kits, honest and hostile.
final class KitTest {
    private static final int END_BYTES = 22;
    private static final int END_64_BYTES = 56;
    private static final int LOCATOR_BYTES = 20;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private ModelLibrary library;

    @SuppressWarnings("NullAway.Init")
    private Path kit;

    @BeforeEach
    void pack() throws IOException {
        var from = new ModelLibrary(folder.resolve("from"));
        Path model = Files.createDirectories(from.models().resolve("tiny"));
        for (String name : new String[] {"config.json", "tokenizer.model", "model.safetensors"}) {
            Files.copy(GoldenFolder.of("text").resolve(name), model.resolve(name));
        }
        kit = folder.resolve("tiny" + KitWriter.ENDING);
        new KitWriter(from).write("tiny", kit, WorkListener.NONE);
        library = new ModelLibrary(folder.resolve("to"));
    }

    private String install(Path file) {
        var imports = new ModelImport(library);
        return imports.take(imports.look(file), ModelImport.Mode.COPY, WorkListener.NONE);
    }

    private void assertRefused(Path file) throws IOException {
        LibraryException refusal = catchThrowableOfType(LibraryException.class, () -> install(file));
        assertThat(refusal).isNotNull();
        assertThat(refusal.kind()).isIn(LibraryException.Kind.KIT_DAMAGED, LibraryException.Kind.UNSAFE_NAME);
        assertThat(refusal.getMessage()).isNotBlank().doesNotContain("\n");
        if (Files.exists(library.models())) {
            assertThat(library.models()).isEmptyDirectory();
        }
        try (var all = Files.list(folder)) {
            assertThat(all.map(path -> path.getFileName().toString()))
                    .isSubsetOf("from", "to", kit.getFileName().toString(), "hostile.zip");
        }
    }

    @Test
    void bringsAModelWithItsDigestsAndItsLicence() throws IOException {
        // when
        String name = install(kit);

        // then
        Path model = new InstalledModels(library).find(name).path();
        assertThat(model.resolve("model.safetensors"))
                .hasSameBinaryContentAs(GoldenFolder.of("text").resolve("model.safetensors"));
        assertThat(model.resolve("LICENCE.txt")).content().contains("licence");
        assertThat(new InstalledModels(library).verify(name, WorkListener.NONE))
                .allMatch(file -> file.state() == InstalledModels.State.RIGHT);
        assertThat(install(kit)).isEqualTo("tiny-2");
        try (var zip = new ZipFile(kit.toFile())) {
            assertThat(zip.stream().map(ZipEntry::getName))
                    .startsWith("tuwen-kit.json", "LICENCE.txt", "model/config.json");
        }
    }

    @Test
    void isTheSameFileWhenPackedAgain() throws IOException {
        Path again = folder.resolve("from/again.zip");
        new KitWriter(new ModelLibrary(folder.resolve("from"))).write("tiny", again, WorkListener.NONE);

        assertThat(again).hasSameBinaryContentAs(kit);

        // A model out of a kit, too, with the licence that came with it.
        String name = install(kit);
        Path passedOn = folder.resolve("passed-on.zip");
        new KitWriter(library).write(name, passedOn, WorkListener.NONE);
        assertThat(passedOn).hasSameBinaryContentAs(kit);
    }

    @Test
    void refusesToPackADamagedModel() throws IOException {
        install(kit);
        Files.writeString(library.models().resolve("tiny/config.json"), "{}");

        assertThatThrownBy(() -> new KitWriter(library).write("tiny", folder.resolve("no.zip"), WorkListener.NONE))
                .hasMessageContaining("'config.json'");
        assertThat(folder.resolve("no.zip")).doesNotExist();
    }

    @Test
    void refusesKitsThatAreCutOff() throws IOException {
        byte[] whole = Files.readAllBytes(kit);
        for (int length : new int[] {0, 1, 21, 22, 1000, whole.length / 2, whole.length - 1}) {
            assertRefused(Files.write(folder.resolve("hostile.zip"), Arrays.copyOf(whole, length)));
        }
    }

    @Test
    void refusesKitsWithAChangedByteOfAFile() throws IOException {
        byte[] whole = Files.readAllBytes(kit);
        whole[whole.length / 2] ^= 4;

        assertRefused(Files.write(folder.resolve("hostile.zip"), whole));
    }

    @Test
    void endsAnyDamageInASentence() throws IOException {
        long seed = Long.getLong("seed", 11);
        var random = new Random(seed);
        byte[] whole = Files.readAllBytes(kit);
        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 4; i++) {
                // The tables are at both ends.
                int from = random.nextBoolean() ? 0 : damaged.length - 600;
                damaged[from + random.nextInt(600)] = (byte) random.nextInt();
            }
            Path hostile = Files.write(folder.resolve("hostile.zip"), damaged);
            try {
                install(hostile);
            } catch (LibraryException sentence) {
                assertThat(sentence.getMessage())
                        .as("seed %d, round %d", seed, round)
                        .isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "../evil.txt",
        "/evil.txt",
        "model/../../evil.txt",
        "model\\..\\evil.txt",
        "model/nul",
        "C:evil.txt",
        "model/extra.json"
    })
    void refusesEntriesTheKitDoesNotName(String name) throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put(name, new byte[] {1});

        assertRefused(write(entries, ZipEntry.STORED));
    }

    @Test
    void refusesManifestsWithTricks() throws IOException {
        for (String trick : new String[] {"../config.json", "/config.json", "con", "CONFIG.json"}) {
            Map<String, byte[]> entries = entries();
            String manifest = new String(entries.get("tuwen-kit.json"), StandardCharsets.UTF_8);
            entries.put(
                    "tuwen-kit.json",
                    manifest.replace("\"tokenizer.model\"", "\"" + trick + "\"").getBytes(StandardCharsets.UTF_8));
            assertRefused(write(entries, ZipEntry.STORED));
        }
        Map<String, byte[]> entries = entries();
        entries.put("tuwen-kit.json", "[[[".getBytes(StandardCharsets.UTF_8));
        assertRefused(write(entries, ZipEntry.STORED));
        entries.remove("tuwen-kit.json");
        assertRefused(write(entries, ZipEntry.STORED));
    }

    @Test
    void refusesBombs() throws IOException {
        Map<String, byte[]> entries = entries();
        entries.put("model/bomb", new byte[16 << 20]);

        Path bomb = write(entries, ZipEntry.DEFLATED);

        assertThat(Files.size(bomb)).isLessThan(4 << 20);
        assertRefused(bomb);
    }

    @Test
    void refusesTablesOfContentsOfAbsurdLength() throws IOException {
        Map<String, byte[]> entries = entries();
        for (int i = 0; i < 5000; i++) {
            entries.put("model/" + i, new byte[0]);
        }

        assertRefused(write(entries, ZipEntry.STORED));
    }

    @Test
    void looksAtTheEndThatIsUsed() throws IOException {
        // given: a comment with an end of a table of one entry, which the JDK passes over
        byte[] whole = Files.readAllBytes(kit);
        byte[] other = new byte[END_BYTES + 1];
        System.arraycopy(whole, whole.length - END_BYTES, other, 0, END_BYTES);
        other[10] = 1;
        other[20] = 9;
        whole[whole.length - 2] = (byte) other.length;
        byte[] commented = Arrays.copyOf(whole, whole.length + other.length);
        System.arraycopy(other, 0, commented, whole.length, other.length);

        // then
        assertThatThrownBy(() -> install(Files.write(folder.resolve("hostile.zip"), commented)))
                .hasMessageContaining("it has no end");
    }

    @Test
    void refusesTwoSizesOfTheTableOfContents() throws IOException {
        // given: a record of 64-bit sizes that says less than the end
        byte[] whole = Files.readAllBytes(kit);
        ByteBuffer bytes =
                ByteBuffer.allocate(whole.length + END_64_BYTES + LOCATOR_BYTES).order(ByteOrder.LITTLE_ENDIAN);
        bytes.put(whole, 0, whole.length - END_BYTES);
        bytes.putInt(0x06064b50).putLong(END_64_BYTES - 12).put(new byte[12]);
        bytes.putLong(1).putLong(1).putLong(46).putLong(0);
        bytes.putInt(0x07064b50).putInt(0).putLong(whole.length - END_BYTES).putInt(1);
        bytes.put(whole, whole.length - END_BYTES, END_BYTES);

        // then
        assertThatThrownBy(() -> install(Files.write(folder.resolve("hostile.zip"), bytes.array())))
                .hasMessageContaining("its end contradicts itself");
    }

    private Map<String, byte[]> entries() throws IOException {
        var entries = new LinkedHashMap<String, byte[]>();
        try (var zip = new ZipFile(kit.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                entries.put(entry.getName(), zip.getInputStream(entry).readAllBytes());
            }
        }
        return entries;
    }

    private Path write(Map<String, byte[]> entries, int method) throws IOException {
        Path hostile = folder.resolve("hostile.zip");
        try (OutputStream stream = Files.newOutputStream(hostile);
                var zip = new ZipOutputStream(stream)) {
            for (Map.Entry<String, byte[]> each : entries.entrySet()) {
                var entry = new ZipEntry(each.getKey());
                entry.setMethod(method);
                entry.setSize(each.getValue().length);
                var crc = new CRC32();
                crc.update(each.getValue());
                entry.setCrc(crc.getValue());
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        return hostile;
    }
}

package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/// An offline kit, read as if an enemy had written it: entries must be stored as they are and together no larger than
/// the file, names must be harmless, every file must have the digest the kit names. What is wrong ends in one sentence
/// and leaves nothing behind. Any thread; blocks.
final class KitReader {
    private static final int MAXIMUM_ENTRIES = 4096;
    private static final int LARGEST_DIRECTORY = 8 << 20;
    private static final int LARGEST_MANIFEST = 4 << 20;
    private static final int END_BYTES = 22;
    private static final int END_MAGIC = 0x06054b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int LOCATOR_MAGIC = 0x07064b50;
    private static final int END_64_MAGIC = 0x06064b50;

    private final Path file;
    private final ModelManifest manifest;

    private KitReader(Path file, ModelManifest manifest) {
        this.file = file;
        this.manifest = manifest;
    }

    /// Opens a kit and reads what it says it holds.
    ///
    /// @throws LibraryException if it is none
    static KitReader open(Path file) {
        try {
            checkDirectory(file);
            try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
                return new KitReader(file, check(file, zip));
            }
        } catch (IOException | IllegalArgumentException e) {
            throw damaged(file, "it is no kit or cut off", e);
        }
    }

    /// Name the model wants in the library.
    String name() {
        return manifest.name();
    }

    /// Size of the model's files.
    long bytes() {
        return manifest.files().stream().mapToLong(ModelManifest.Item::bytes).sum();
    }

    /// The table of contents is held in memory; one that is absurdly long is not read.
    private static void checkDirectory(Path file) throws IOException {
        try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
            long length = bytes.length();
            int tail = (int) Math.min(length, END_BYTES + LOCATOR_BYTES);
            byte[] end = new byte[tail];
            bytes.seek(length - tail);
            bytes.readFully(end);
            ByteBuffer buffer = ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN);
            int at = tail - END_BYTES;
            // No kit has a comment behind its end: in one, another end could stand for the one that is checked here.
            if (at < 0 || buffer.getInt(at) != END_MAGIC || buffer.getShort(at + 20) != 0) {
                throw damaged(file, "it has no end", null);
            }
            long entries = Short.toUnsignedLong(buffer.getShort(at + 10));
            long directory = Integer.toUnsignedLong(buffer.getInt(at + 12));
            if (at == LOCATOR_BYTES && buffer.getInt(0) == LOCATOR_MAGIC) {
                long place = buffer.getLong(8);
                if (place < 0 || place > length - 56) {
                    throw damaged(file, "its end is damaged", null);
                }
                byte[] record = new byte[56];
                bytes.seek(place);
                bytes.readFully(record);
                ByteBuffer end64 = ByteBuffer.wrap(record).order(ByteOrder.LITTLE_ENDIAN);
                if (end64.getInt(0) == END_64_MAGIC) {
                    // Where both are given and differ, the JDK takes those of 32 bits.
                    boolean agree = (entries == 0xffff || entries == end64.getLong(32))
                            && (directory == 0xffff_ffffL || directory == end64.getLong(40));
                    if (!agree) {
                        throw damaged(file, "its end contradicts itself", null);
                    }
                    entries = end64.getLong(32);
                    directory = end64.getLong(40);
                }
            }
            if (entries < 0 || entries > MAXIMUM_ENTRIES || directory < 0 || directory > LARGEST_DIRECTORY) {
                throw damaged(file, "it lists more files than a model has", null);
            }
        }
    }

    /// Compares the table of contents with what the kit says it holds.
    private static ModelManifest check(Path file, ZipFile zip) throws IOException {
        String name = SafeNames.shown(String.valueOf(file.getFileName()));
        if (zip.getEntry(KitWriter.MANIFEST) == null
                && name.toLowerCase(Locale.ROOT).endsWith(".zip")) {
            throw new LibraryException(
                    Kind.KIT_DAMAGED, "'" + name + "' is a ZIP archive and no kit; unpack it first", null, name, "");
        }
        Map<String, Long> sizes = new HashMap<>();
        long all = 0;
        for (Enumeration<? extends ZipEntry> entries = zip.entries(); entries.hasMoreElements(); ) {
            ZipEntry entry = entries.nextElement();
            if (entry.getMethod() != ZipEntry.STORED || entry.getSize() != entry.getCompressedSize()) {
                throw damaged(file, "it is compressed, as no kit is", null);
            }
            if (!SafeNames.isSafe(entry.getName())) {
                throw SafeNames.unsafe("kit '" + file.getFileName() + "'", entry.getName());
            }
            if (sizes.put(entry.getName(), entry.getSize()) != null) {
                throw damaged(file, "it holds a file twice", null);
            }
            all += entry.getSize();
        }
        if (all > Files.size(file)) {
            throw damaged(file, "its files are larger than itself", null);
        }
        SafeNames.check("kit '" + file.getFileName() + "'", sizes.keySet());
        ModelManifest manifest = readManifest(file, zip);
        SafeNames.check(
                "kit '" + file.getFileName() + "'",
                manifest.files().stream().map(ModelManifest.Item::path).toList());
        if (!SafeNames.isSafeSegment(manifest.name()) || manifest.files().isEmpty()) {
            throw damaged(file, "it names no model", null);
        }
        for (ModelManifest.Item item : manifest.files()) {
            Long size = sizes.remove(KitWriter.FOLDER + item.path());
            FileDigest digest = item.digest();
            if (size == null || size != item.bytes()) {
                throw damaged(file, "'" + SafeNames.shown(item.path()) + "' is missing or has another size", null);
            }
            if (digest == null || digest.kind() != FileDigest.Kind.SHA_256) {
                throw damaged(file, "'" + SafeNames.shown(item.path()) + "' has no digest", null);
            }
        }
        sizes.remove(KitWriter.MANIFEST);
        sizes.remove(KitWriter.LICENCE);
        if (!sizes.isEmpty()) {
            throw damaged(
                    file,
                    "it holds '" + SafeNames.shown(sizes.keySet().iterator().next()) + "' too",
                    null);
        }
        return manifest;
    }

    private static ModelManifest readManifest(Path file, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(KitWriter.MANIFEST);
        if (entry == null || entry.getSize() > LARGEST_MANIFEST) {
            throw damaged(file, "it has no '" + KitWriter.MANIFEST + "'", null);
        }
        try (InputStream stream = zip.getInputStream(entry)) {
            return ModelManifest.parse(new String(stream.readNBytes(LARGEST_MANIFEST), StandardCharsets.UTF_8));
        } catch (JacksonException e) {
            throw damaged(file, "its '" + KitWriter.MANIFEST + "' is no JSON", e);
        }
    }

    /// Unpacks the kit into the library, straight to where the files will lie.
    ///
    /// @return name of the model in the library
    String install(ModelLibrary library, WorkListener listener) {
        String name = InstalledModels.freeName(library, manifest.name());
        Path staging = library.models().resolve(".importing-" + name);
        return StagingLock.holding(staging, name, () -> unpack(library, name, staging, listener));
    }

    private String unpack(ModelLibrary library, String name, Path staging, WorkListener listener) {
        try (var zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8)) {
            check(file, zip);
            FileTrees.delete(staging);
            Files.createDirectory(staging);
            FileTrees.checkRoom(staging, bytes() + (1 << 20));
            // Written once and read once again for its digest.
            var work = new Work(listener, 2 * bytes());
            for (ModelManifest.Item item : manifest.files()) {
                unpack(zip, item, staging, work);
            }
            ZipEntry licence = zip.getEntry(KitWriter.LICENCE);
            boolean free = !Files.exists(staging.resolve(KitWriter.LICENCE));
            if (free && licence != null && licence.getSize() <= KitWriter.LARGEST_LICENCE) {
                try (InputStream stream = zip.getInputStream(licence)) {
                    Files.write(staging.resolve(KitWriter.LICENCE), stream.readNBytes(KitWriter.LARGEST_LICENCE));
                }
            }
            manifest.write(staging);
            List<String> missing = library.missing(staging);
            if (!missing.isEmpty()) {
                throw damaged(file, "its model lacks '" + missing.getFirst() + "'", null);
            }
            FileTrees.rename(staging, staging.resolveSibling(name));
            return name;
        } catch (IOException | IllegalArgumentException e) {
            FileTrees.deleteQuietly(staging);
            if (e instanceof IOException failure
                    && PartialFile.diskFailure(staging, failure).kind() == Kind.DISK_FULL) {
                throw PartialFile.diskFailure(staging, failure);
            }
            throw damaged(file, "it is cut off or cannot be read", e);
        } catch (RuntimeException e) {
            FileTrees.deleteQuietly(staging);
            throw e;
        }
    }

    private void unpack(ZipFile zip, ModelManifest.Item item, Path staging, Work work) throws IOException {
        ZipEntry entry = zip.getEntry(KitWriter.FOLDER + item.path());
        FileDigest digest = item.digest();
        if (entry == null || digest == null) {
            throw damaged(file, "'" + item.path() + "' is missing", null);
        }
        Path to = SafeNames.below(staging, item.path());
        Path parent = to.getParent();
        if (parent != null) {
            Files.createDirectories(parent);
        }
        work.enter(item.path());
        try (InputStream stream = zip.getInputStream(entry)) {
            if (work.copy(stream, to) != item.bytes()) {
                throw damaged(file, "'" + item.path() + "' is cut off", null);
            }
        }
        if (!digest.matches(to, work::done)) {
            throw damaged(file, "'" + item.path() + "' does not have its digest", null);
        }
    }

    private static LibraryException damaged(Path file, String reason, @Nullable Throwable cause) {
        String shown = SafeNames.shown(String.valueOf(file.getFileName()));
        return new LibraryException(
                Kind.KIT_DAMAGED,
                "kit '" + shown + "' cannot be used: " + reason + "; get it again",
                cause,
                shown,
                reason);
    }
}

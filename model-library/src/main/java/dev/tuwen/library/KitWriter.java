package dev.tuwen.library;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes an offline kit: a ZIP file whose entries are stored as they are, so that every system can look into it. First
/// `tuwen-kit.json` with the digests, then `LICENCE.txt`, then the files in `model/`. Any thread; blocks.
public final class KitWriter {
    /// Usual ending of a kit's name.
    public static final String ENDING = ".tuwenkit";

    static final String MANIFEST = "tuwen-kit.json";
    static final String LICENCE = "LICENCE.txt";
    static final String FOLDER = "model/";
    static final int LARGEST_LICENCE = 1 << 20;

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);
    private static final int CHUNK = 1 << 20;
    private static final String UNKNOWN_LICENCE = """
            The licence of this model was not recorded. Ask where it came from before you pass it on.
            未记录此模型的许可协议。转发之前，请先确认它的来源。
            """;

    private final ModelLibrary library;

    /// @param library where models live
    public KitWriter(ModelLibrary library) {
        this.library = library;
    }

    private record Measured(ModelManifest.Item item, Path file, long crc) {}

    /// Writes a kit, whole or not at all.
    ///
    /// @param name of an installed model
    /// @param out the file to write; one that is there is replaced when the new one is whole
    /// @param listener hears how far it is
    /// @throws LibraryException if the model is not there or not right, or the file cannot be written
    /// @throws java.util.concurrent.CancellationException if the listener said so; nothing is left behind
    public void write(String name, Path out, WorkListener listener) {
        InstalledModels.Item model = new InstalledModels(library).find(name);
        if (!model.complete()) {
            throw new LibraryException(
                    LibraryException.Kind.NOT_A_MODEL,
                    "model '" + name + "' is incomplete: '" + model.missing().getFirst() + "' is missing",
                    null,
                    name,
                    model.missing().getFirst());
        }
        ModelFiles files = ModelFiles.of(model.path());
        Path target = out.toAbsolutePath();
        Path parent = target.getParent();
        Path part = target.resolveSibling("." + target.getFileName() + ".part");
        try {
            if (parent != null) {
                Files.createDirectories(parent);
                FileTrees.checkRoom(parent, files.bytes() + (1 << 20));
            }
            var work = new Work(listener, 2 * files.bytes());
            List<Measured> measured = measure(files, model, work);
            ModelManifest manifest = manifest(model, measured);
            Files.deleteIfExists(part);
            try (OutputStream stream = Files.newOutputStream(part, StandardOpenOption.CREATE_NEW)) {
                write(stream, manifest, files.base(), measured, work);
            }
            Files.move(part, target, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw PartialFile.diskFailure(target, e);
        } finally {
            FileTrees.deleteQuietly(part);
        }
    }

    /// Reads everything once: what is stored in a ZIP file needs its checksum before it.
    private static List<Measured> measure(ModelFiles files, InstalledModels.Item model, Work work) throws IOException {
        var measured = new ArrayList<Measured>();
        for (Path file : files.files()) {
            String path = String.valueOf(file.getFileName());
            work.enter(path);
            MessageDigest digest = FileDigest.fresh(FileDigest.Kind.SHA_256);
            var crc = new CRC32();
            long bytes = 0;
            byte[] chunk = new byte[CHUNK];
            try (InputStream from = Files.newInputStream(file)) {
                for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                    digest.update(chunk, 0, count);
                    crc.update(chunk, 0, count);
                    bytes += count;
                    work.done(count);
                }
            }
            String hex = HexFormat.of().formatHex(digest.digest());
            FileDigest known = model.manifest().stream()
                    .flatMap(manifest -> manifest.files().stream())
                    .filter(item -> item.path().equals(path))
                    .map(ModelManifest.Item::digest)
                    .filter(found -> found != null && found.kind() == FileDigest.Kind.SHA_256)
                    .findFirst()
                    .orElse(null);
            if (known != null && !known.hex().equals(hex)) {
                throw new LibraryException(
                        LibraryException.Kind.WRONG_DIGEST,
                        "'" + path + "' of model '" + model.name()
                                + "' does not have its digest; remove the model and download it again",
                        null,
                        path,
                        model.name());
            }
            FileDigest kept = FileDigest.sha256(hex, known == null ? FileDigest.Origin.RECORDED : known.origin());
            measured.add(new Measured(new ModelManifest.Item(path, bytes, kept), file, crc.getValue()));
        }
        return measured;
    }

    private ModelManifest manifest(InstalledModels.Item model, List<Measured> measured) {
        Licence licence = Catalog.read(library.home())
                .find(model.manifest().map(ModelManifest::name).orElse(model.name()))
                .map(CatalogEntry::licence)
                .orElse(null);
        return new ModelManifest(
                model.manifest().map(ModelManifest::name).orElse(model.name()),
                model.title(),
                model.manifest().map(ModelManifest::origin).orElse(""),
                model.manifest().map(ModelManifest::state).orElse(""),
                licence == null ? model.manifest().map(ModelManifest::licence).orElse("") : licence.title(),
                licence == null
                        ? model.manifest().map(ModelManifest::licenceAddress).orElse("")
                        : licence.address(),
                measured.stream().map(Measured::item).toList());
    }

    private void write(OutputStream stream, ModelManifest manifest, Path folder, List<Measured> measured, Work work)
            throws IOException {
        try (var zip = new ZipOutputStream(new BufferedOutputStream(stream, CHUNK), StandardCharsets.UTF_8)) {
            zip.setMethod(ZipOutputStream.STORED);
            text(zip, MANIFEST, manifest.toJson());
            text(zip, LICENCE, licence(manifest, folder));
            byte[] chunk = new byte[CHUNK];
            for (Measured each : measured) {
                work.enter(each.item().path());
                entry(zip, FOLDER + each.item().path(), each.item().bytes(), each.crc());
                try (InputStream from = Files.newInputStream(each.file())) {
                    for (int count = from.read(chunk); count >= 0; count = from.read(chunk)) {
                        zip.write(chunk, 0, count);
                        work.done(count);
                    }
                }
                zip.closeEntry();
            }
        }
    }

    /// What the catalogue says, else what came with the kit this model is of, else what its manifest says.
    private String licence(ModelManifest manifest, Path folder) throws IOException {
        Optional<Licence> known =
                Catalog.read(library.home()).find(manifest.name()).map(CatalogEntry::licence);
        if (known.isPresent()) {
            Licence licence = known.get();
            var text = new StringBuilder(licence.title() + "\n" + licence.address() + "\n\n"
                    + licence.english().summary() + "\n");
            licence.translations()
                    .values()
                    .forEach(words -> text.append("\n" + words.title() + "\n" + words.summary() + "\n"));
            return text.toString();
        }
        Path kept = folder.resolve(LICENCE);
        if (Files.isRegularFile(kept) && Files.size(kept) <= LARGEST_LICENCE) {
            return Files.readString(kept);
        }
        return manifest.licence().isBlank()
                ? UNKNOWN_LICENCE
                : manifest.licence() + "\n" + manifest.licenceAddress() + "\n";
    }

    private static void text(ZipOutputStream zip, String name, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        var crc = new CRC32();
        crc.update(bytes);
        entry(zip, name, bytes.length, crc.getValue());
        zip.write(bytes);
        zip.closeEntry();
    }

    private static void entry(ZipOutputStream zip, String name, long bytes, long crc) throws IOException {
        var entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(bytes);
        entry.setCompressedSize(bytes);
        entry.setCrc(crc);
        entry.setTimeLocal(TIME);
        zip.putNextEntry(entry);
    }
}

package dev.tuwen.library;

import dev.tuwen.filetype.FileFailure;
import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.LibraryException.Kind;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A file that is only partly here, and the journal of what is. Units are forced to the disk before the journal names
/// them, so that after a crash nothing counts as here that is not. Any thread, one at a time inside; closed by the
/// transfer that opened it.
final class PartialFile implements AutoCloseable {
    private static final long UNIT_BYTES = 4 << 20;
    private static final int MAXIMUM_UNITS = 1 << 21;
    private static final long FULL_BYTES = 64 << 10;

    private final PlannedFile planned;
    private final Path part;
    private final Path journal;
    private final long unitBytes;
    private final BitSet done = new BitSet();
    private final BitSet claimed = new BitSet();
    private final String sourceId;
    private @Nullable String etag;
    private @Nullable RandomAccessFile file;
    private int generation;

    /// Opens what is here of a file, or begins it. What is here counts only if it is surely of the same file: the same
    /// digest, or the same source and the same strong tag.
    ///
    /// @param planned the file
    /// @param folder where it grows
    /// @param sourceId where it comes from now
    PartialFile(PlannedFile planned, Path folder, String sourceId) {
        this.planned = planned;
        this.sourceId = sourceId;
        this.part = SafeNames.below(folder, planned.path() + ".part");
        this.journal = SafeNames.below(folder, planned.path() + ".journal");
        CatalogFile.Blocks blocks = planned.blocks();
        long smallest = Math.max(UNIT_BYTES, Math.ceilDiv(planned.bytes(), MAXIMUM_UNITS));
        this.unitBytes = blocks == null ? smallest : blocks.blockBytes();
        try {
            Path parent = part.getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            if (!Files.exists(part) || !readJournal()) {
                startOver();
            }
        } catch (IOException e) {
            throw diskFailure(part, e);
        }
    }

    /// How many units the file has.
    int unitCount() {
        return Math.toIntExact(Math.ceilDiv(planned.bytes(), unitBytes));
    }

    /// First byte of a unit.
    long start(int unit) {
        return unit * unitBytes;
    }

    /// First byte after a unit.
    long end(int unit) {
        return Math.min(planned.bytes(), (unit + 1L) * unitBytes);
    }

    PlannedFile planned() {
        return planned;
    }

    synchronized boolean isDone(int unit) {
        return done.get(unit);
    }

    synchronized boolean isComplete() {
        return done.cardinality() == unitCount();
    }

    synchronized long doneBytes() {
        long bytes = 0;
        for (int unit = done.nextSetBit(0); unit >= 0; unit = done.nextSetBit(unit + 1)) {
            bytes += end(unit) - start(unit);
        }
        return bytes;
    }

    /// Takes units nobody works on: the first one and what follows it, up to `maximum`.
    ///
    /// @return the units; empty when there is none
    synchronized Claim claim(int maximum) {
        int first = 0;
        while (first < unitCount() && (done.get(first) || claimed.get(first))) {
            first++;
        }
        int after = first;
        while (after < unitCount() && after - first < maximum && !done.get(after) && !claimed.get(after)) {
            claimed.set(after);
            after++;
        }
        return new Claim(this, first, after, generation, 0);
    }

    /// Units somebody works on.
    ///
    /// @param file of which they are
    /// @param first the first one
    /// @param after the first one after
    /// @param generation of the file; another one when it was begun anew
    /// @param here bytes of the first one that arrived already
    record Claim(PartialFile file, int first, int after, int generation, long here) {
        boolean isEmpty() {
            return first >= after;
        }

        /// Whether the file was not begun anew since.
        boolean isCurrent() {
            return file.isOf(generation);
        }

        long firstByte() {
            return file.start(first) + here;
        }

        long lastByte() {
            return file.end(after - 1) - 1;
        }
    }

    /// Whether somebody works on other units than these.
    synchronized boolean isSharedWith(Claim claim) {
        BitSet others = (BitSet) claimed.clone();
        others.clear(claim.first(), claim.after());
        return claim.generation() == generation && !others.isEmpty();
    }

    private synchronized boolean isOf(int ofGeneration) {
        return generation == ofGeneration;
    }

    /// Gives units back.
    synchronized void release(Claim claim) {
        if (claim.generation() == generation) {
            claimed.clear(claim.first(), claim.after());
        }
    }

    /// Compares the tag of an answer with those before. An answer to a question from before the file was begun anew
    /// says nothing.
    ///
    /// @return whether it may still be the same file
    synchronized boolean accept(Claim claim, @Nullable String answered) {
        if (claim.generation() != generation) {
            return true;
        }
        String before = etag;
        if (answered == null || answered.startsWith("W/")) {
            return before == null || hasDigest();
        }
        if (before == null) {
            etag = answered;
            writeHeader();
            return true;
        }
        return before.equals(answered) || hasDigest();
    }

    private boolean hasDigest() {
        FileDigest digest = planned.digest();
        return digest != null && digest.kind() == FileDigest.Kind.SHA_256;
    }

    /// Writes bytes that arrived.
    ///
    /// @return whether the file is still the one the bytes are of
    synchronized boolean write(Claim claim, long position, byte[] bytes, int count) {
        RandomAccessFile open = file;
        if (open == null || claim.generation() != generation) {
            return false;
        }
        try {
            open.seek(position);
            open.write(bytes, 0, count);
            return true;
        } catch (IOException e) {
            throw diskFailure(part, e);
        }
    }

    /// Forces a unit to the disk and notes that it is here.
    ///
    /// @return whether it is what it should be, as far as blocks have digests
    synchronized boolean finish(Claim claim, int unit) {
        RandomAccessFile open = file;
        if (open == null || claim.generation() != generation) {
            return false;
        }
        try {
            if (!matchesBlock(open, unit)) {
                return false;
            }
            open.getFD().sync();
            Files.writeString(
                    journal, start(unit) + " " + end(unit) + "\n", StandardCharsets.UTF_8, StandardOpenOption.APPEND);
            done.set(unit);
            claimed.clear(unit);
            return true;
        } catch (IOException e) {
            throw diskFailure(part, e);
        }
    }

    private boolean matchesBlock(RandomAccessFile open, int unit) throws IOException {
        CatalogFile.Blocks blocks = planned.blocks();
        if (blocks == null) {
            return true;
        }
        var digest = FileDigest.fresh(FileDigest.Kind.SHA_256);
        byte[] chunk = new byte[1 << 16];
        open.seek(start(unit));
        for (long left = end(unit) - start(unit); left > 0; ) {
            int count = (int) Math.min(left, chunk.length);
            open.readFully(chunk, 0, count);
            digest.update(chunk, 0, count);
            left -= count;
        }
        return HexFormat.of().formatHex(digest.digest()).equals(blocks.sha256().get(unit));
    }

    /// Forgets all that is here, unless somebody else did since these units were taken.
    ///
    /// @return whether it was forgotten now
    synchronized boolean startOver(Claim claim) {
        if (claim.generation() != generation) {
            return false;
        }
        startOver();
        return true;
    }

    /// Forgets all that is here.
    synchronized void startOver() {
        try {
            close();
            done.clear();
            etag = null;
            generation++;
            var fresh = new RandomAccessFile(part.toFile(), "rw");
            file = fresh;
            fresh.setLength(0);
            writeHeader();
        } catch (IOException e) {
            throw diskFailure(part, e);
        }
    }

    /// Gives the file its own name.
    synchronized void publish(Path folder) {
        try {
            close();
            Files.move(part, SafeNames.below(folder, planned.path()));
            Files.deleteIfExists(journal);
        } catch (IOException e) {
            throw diskFailure(part, e);
        }
    }

    /// Where the bytes are.
    Path part() {
        return part;
    }

    private boolean readJournal() throws IOException {
        if (!Files.exists(journal) || Files.size(journal) > (64 << 20)) {
            return false;
        }
        List<String> lines = Files.readAllLines(journal, StandardCharsets.UTF_8);
        try {
            JsonNode header = JsonMapper.shared().readTree(lines.isEmpty() ? "" : lines.getFirst());
            String before = header.path("etag").asString("");
            String digest = header.path("digest").asString("");
            boolean sameDigest = planned.digest() != null
                    && hasDigest()
                    && planned.digest().hex().equals(digest);
            boolean sameTag = !before.isEmpty()
                    && header.path("source").asString("").equals(sourceId)
                    && (digest.isEmpty() || !hasDigest());
            if (header.path("bytes").asLong(-1) != planned.bytes()
                    || header.path("unit").asLong(-1) != unitBytes
                    || !(sameDigest || sameTag)) {
                return false;
            }
            etag = header.path("source").asString("").equals(sourceId) && !before.isEmpty() ? before : null;
        } catch (JacksonException damaged) {
            return false;
        }
        file = new RandomAccessFile(part.toFile(), "rw");
        long length = Files.size(part);
        for (String line : lines.subList(1, lines.size())) {
            int space = line.indexOf(' ');
            if (space > 0 && line.matches("\\d{1,15} \\d{1,15}")) {
                long from = Long.parseLong(line.substring(0, space));
                long to = Long.parseLong(line.substring(space + 1));
                int unit = (int) Math.min(Integer.MAX_VALUE, from / unitBytes);
                if (unit < unitCount() && from == start(unit) && to == end(unit) && to <= length) {
                    done.set(unit);
                }
            }
        }
        return true;
    }

    private void writeHeader() {
        var header = new LinkedHashMap<String, Object>();
        header.put("bytes", planned.bytes());
        header.put("unit", unitBytes);
        header.put("source", sourceId);
        header.put("etag", etag == null ? "" : etag);
        FileDigest digest = planned.digest();
        header.put("digest", digest == null || !hasDigest() ? "" : digest.hex());
        var lines = new StringBuilder(JsonMapper.shared().writeValueAsString(header)).append('\n');
        for (int unit = done.nextSetBit(0); unit >= 0; unit = done.nextSetBit(unit + 1)) {
            lines.append(start(unit)).append(' ').append(end(unit)).append('\n');
        }
        try {
            Files.writeString(journal, lines, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw diskFailure(journal, e);
        }
    }

    /// The sentence for a disk that does not do what it should.
    static LibraryException diskFailure(Path path, IOException failure) {
        String reason = FileFailure.reason(failure);
        boolean full = reason.toLowerCase(Locale.ROOT).contains("no space left")
                || reason.toLowerCase(Locale.ROOT).contains("not enough space")
                || reason.contains("quota")
                || isFull(path);
        return full
                ? new LibraryException(
                        Kind.DISK_FULL,
                        "the disk with '" + path.getParent() + "' is full; make room and go on",
                        failure,
                        "",
                        "",
                        String.valueOf(path.getParent()))
                : new LibraryException(
                        Kind.DISK_FAILED,
                        "'" + path + "' cannot be read or written: " + reason,
                        failure,
                        path.toString(),
                        reason);
    }

    /// Systems say that a disk is full in the language of the person.
    private static boolean isFull(Path path) {
        Path folder = path.toAbsolutePath();
        while (folder != null && !Files.isDirectory(folder)) {
            folder = folder.getParent();
        }
        try {
            return folder != null && Files.getFileStore(folder).getUsableSpace() < FULL_BYTES;
        } catch (IOException unknown) {
            return false;
        }
    }

    @Override
    public synchronized void close() throws IOException {
        claimed.clear();
        if (file != null) {
            file.close();
            file = null;
        }
    }
}

package dev.tuwen.weights.pytorch;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.stored.Extent;
import dev.tuwen.weights.stored.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the directory of a ZIP archive whose entries are stored as they are, so that each lies in the file as a range
/// of bytes, and checks it: 64-bit sizes, no compression, no encryption, no name twice, each entry's own header where
/// the directory says, everything before the directory and no two entries on the same bytes. Nothing is unpacked.
final class StoredEntries {
    // Signatures and sizes of the fixed parts: APPNOTE.TXT, sections 4.3.7 to 4.3.16.
    private static final int LOCAL = 0x04034b50;
    private static final int ENTRY = 0x02014b50;
    private static final int END = 0x06054b50;
    private static final int WIDE_END = 0x06064b50;
    private static final int WIDE_LOCATOR = 0x07064b50;
    private static final int LOCAL_BYTES = 30;
    private static final int ENTRY_BYTES = 46;
    private static final int END_BYTES = 22;
    private static final int WIDE_END_BYTES = 56;
    private static final int WIDE_LOCATOR_BYTES = 20;
    private static final int WIDE_EXTRA = 1;
    private static final int LONGEST_COMMENT = 0xffff;
    private static final int LONGEST_NAME = 1 << 12;
    private static final int ENCRYPTED = 1;

    private final Path file;
    private final MemorySegment content;

    private StoredEntries(Path file, MemorySegment content) {
        this.file = file;
        this.content = content;
    }

    /// Where an entry's bytes are.
    ///
    /// @param header byte where its own header begins
    /// @param offset of its first byte
    /// @param size its length
    record Entry(long header, long offset, long size) {}

    /// The directory of an archive.
    ///
    /// @param start of its first byte
    /// @param size its length, up to the record that ends it
    /// @param count of entries
    private record Directory(long start, long size, long count) {}

    static Map<String, Entry> read(Path file, MemorySegment content) {
        return new StoredEntries(file, content).read();
    }

    private Map<String, Entry> read() {
        Directory directory = directory();
        Map<String, Entry> entries = new LinkedHashMap<>();
        long position = directory.start;
        long end = directory.start + directory.size;
        for (long i = 0; i < directory.count; i++) {
            if (end - position < ENTRY_BYTES || content.get(LittleEndian.INT, position) != ENTRY) {
                throw fault(position, "entry " + i + " of " + directory.count + " of the archive's directory", "none");
            }
            int nameLength = unsigned(position + 28);
            long next = position + ENTRY_BYTES + nameLength + unsigned(position + 30) + unsigned(position + 32);
            if (next > end || nameLength > LONGEST_NAME) {
                throw fault(
                        position,
                        "an entry inside the archive's directory, with a name of at most " + LONGEST_NAME + " bytes",
                        "a longer one");
            }
            String name = name(position + ENTRY_BYTES, nameLength);
            if (entries.put(name, entry(position, name, directory.start)) != null) {
                throw fault(position, "each entry once", quoted(name) + " again");
            }
            position = next;
        }
        if (position != end) {
            throw fault(position, "the end of the archive's directory", (end - position) + " bytes more");
        }
        List<Extent> extents = new ArrayList<>();
        entries.forEach((name, entry) -> extents.add(new Extent(name, entry.header, entry.offset + entry.size)));
        Extent.checkApart(file, "entries", extents);
        return entries;
    }

    private Directory directory() {
        long end = end();
        if (unsigned(end + 4) != 0 || unsigned(end + 6) != 0) {
            throw fault(end, "an archive in one file", "one of several");
        }
        long count = unsigned(end + 10);
        long size = Integer.toUnsignedLong(content.get(LittleEndian.INT, end + 12));
        long start = Integer.toUnsignedLong(content.get(LittleEndian.INT, end + 16));
        long tail = end;
        long locator = end - WIDE_LOCATOR_BYTES;
        if (locator >= 0 && content.get(LittleEndian.INT, locator) == WIDE_LOCATOR) {
            tail = content.get(LittleEndian.LONG, locator + 8);
            if (tail < 0 || tail > locator - WIDE_END_BYTES || content.get(LittleEndian.INT, tail) != WIDE_END) {
                throw fault(locator, "the place of the record of 64-bit sizes", "'" + tail + "'");
            }
            count = content.get(LittleEndian.LONG, tail + 32);
            size = content.get(LittleEndian.LONG, tail + 40);
            start = content.get(LittleEndian.LONG, tail + 48);
        }
        boolean fits = start >= 0 && size >= 0 && start <= tail && size == tail - start;
        if (!fits || count < 0 || count > size / ENTRY_BYTES) {
            throw fault(
                    end,
                    "a directory of the archive that ends at byte " + tail + " (is the file complete?)",
                    count + " entries in " + size + " bytes from byte " + start + " on");
        }
        return new Directory(start, size, count);
    }

    /// The record at the end of the archive, behind which there may be a comment.
    private long end() {
        long last = content.byteSize() - END_BYTES;
        for (long at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--) {
            if (content.get(LittleEndian.INT, at) == END && unsigned(at + 20) == last - at) {
                return at;
            }
        }
        throw fault(
                Math.max(0, last),
                "the end of a ZIP archive, as torch writes since version 1.6 (is the file complete?)",
                "none");
    }

    private Entry entry(long position, String name, long limit) {
        int method = unsigned(position + 10);
        long packed = Integer.toUnsignedLong(content.get(LittleEndian.INT, position + 20));
        long size = Integer.toUnsignedLong(content.get(LittleEndian.INT, position + 24));
        long header = Integer.toUnsignedLong(content.get(LittleEndian.INT, position + 42));
        if (packed == 0xffff_ffffL || size == 0xffff_ffffL || header == 0xffff_ffffL) {
            // The numbers that do not fit in 32 bits follow each other in an extra field of type 1, in this order.
            var wide = new WideNumbers(position, name);
            size = size == 0xffff_ffffL ? wide.next() : size;
            packed = packed == 0xffff_ffffL ? wide.next() : packed;
            header = header == 0xffff_ffffL ? wide.next() : header;
        }
        if (method != 0 || packed != size || (unsigned(position + 8) & ENCRYPTED) != 0) {
            throw fault(
                    position,
                    "entry " + quoted(name) + " stored as it is",
                    method != 0 ? "a compressed one" : "an encrypted one, or two sizes");
        }
        if (header < 0 || header > limit - LOCAL_BYTES || content.get(LittleEndian.INT, header) != LOCAL) {
            throw fault(position, "the place of entry " + quoted(name) + " before the directory", "'" + header + "'");
        }
        long offset = header + LOCAL_BYTES + unsigned(header + 26) + unsigned(header + 28);
        if (offset > limit || size < 0 || size > limit - offset) {
            throw fault(
                    header,
                    "entry " + quoted(name) + " before the directory at byte " + limit,
                    size + " bytes from byte " + offset + " on");
        }
        if (unsigned(header + 8) != 0) {
            throw fault(header, "entry " + quoted(name) + " stored as it is", "a compressed one");
        }
        return new Entry(header, offset, size);
    }

    /// Reads the 64-bit numbers of an entry's extra field.
    private final class WideNumbers {
        private final long entry;
        private final String name;
        private long position;
        private long end;

        WideNumbers(long entry, String name) {
            this.entry = entry;
            this.name = name;
            long at = entry + ENTRY_BYTES + unsigned(entry + 28);
            long stop = at + unsigned(entry + 30);
            while (stop - at >= 4) {
                int size = unsigned(at + 2);
                if (size > stop - at - 4) {
                    break;
                }
                if (unsigned(at) == WIDE_EXTRA) {
                    position = at + 4;
                    end = position + size;
                    return;
                }
                at += 4L + size;
            }
        }

        long next() {
            if (end - position < Long.BYTES) {
                throw fault(entry, "a 64-bit size for entry " + quoted(name), "none");
            }
            long value = content.get(LittleEndian.LONG, position);
            position += Long.BYTES;
            return value;
        }
    }

    private String name(long offset, int length) {
        String name = LittleEndian.text(content, offset, length);
        if (name == null) {
            throw fault(offset, "a name in UTF-8", "other bytes");
        }
        return name;
    }

    private int unsigned(long offset) {
        return Short.toUnsignedInt(content.get(LittleEndian.SHORT, offset));
    }

    private static String quoted(String name) {
        return WeightFormatException.quoted(name);
    }

    private WeightFormatException fault(long offset, String expected, String found) {
        return new WeightFormatException(file, offset, expected, found);
    }
}

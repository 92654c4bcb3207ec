package dev.tuwen.vision.image;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;
import javax.imageio.plugins.jpeg.JPEGQTable;

/// The Huffman and quantisation tables of a JPEG file on their way to the decoder. Those that are broken stay behind,
/// and those that a scan lacks are put in their place: the ones of annex K of the JPEG standard, which most files have,
/// and which frames of webcams and films leave out because everybody has them.
final class JpegTables {

    private static final int HUFFMAN = 0xc4;
    private static final int QUANTISERS = 0xdb;
    private static final int COUNTS = 16;
    /// The highest number that a table can have.
    static final int LAST_TABLE = 3;
    private static final int COEFFICIENTS = 0x10;
    private static final int LARGEST_DC = 15;
    private static final int SIDE = 8;

    private final ByteArrayOutputStream out;
    private final Map<Integer, byte[]> huffman = new TreeMap<>();
    private final Map<Integer, byte[]> quantisers = new TreeMap<>();
    private boolean damaged;

    /// @param out takes each table as a segment of its own
    JpegTables(ByteArrayOutputStream out) {
        this.out = out;
    }

    /// Whether a table was broken, or lacking where others are there.
    boolean damaged() {
        return damaged;
    }

    /// Takes the tables between two places and returns where they end: before `end` where one is broken.
    int huffman(byte[] file, int from, int end) {
        int at = from;
        while (at < end) {
            int length = huffmanBytes(file, at, end);
            if (length == 0) {
                damaged = true;
                return at;
            }
            byte[] table = Arrays.copyOfRange(file, at, at + length);
            huffman.put((int) table[0], table);
            emit(HUFFMAN, table);
            at += length;
        }
        return at;
    }

    /// The length of a table, or 0 where it is broken.
    private static int huffmanBytes(byte[] file, int at, int end) {
        int kind = file[at] & 0xff;
        if ((kind & ~COEFFICIENTS) > LAST_TABLE || at + 1 + COUNTS > end) {
            return 0;
        }
        int count = 0;
        int space = 0;
        for (int length = 1; length <= COUNTS; length++) {
            int codes = file[at + length] & 0xff;
            count += codes;
            space += codes << (COUNTS - length);
        }
        int bytes = 1 + COUNTS + count;
        if (count > 256 || space > 1 << COUNTS || at + bytes > end) {
            return 0;
        }
        for (int i = at + 1 + COUNTS; kind < COEFFICIENTS && i < at + bytes; i++) {
            if ((file[i] & 0xff) > LARGEST_DC) {
                return 0;
            }
        }
        return bytes;
    }

    /// Takes the tables between two places and returns where they end: before `end` where one is broken.
    int quantisers(byte[] file, int from, int end) {
        int at = from;
        while (at < end) {
            int kind = file[at] & 0xff;
            int length = 1 + SIDE * SIDE * (1 + (kind >> 4));
            if ((kind & ~COEFFICIENTS) > LAST_TABLE || at + length > end) {
                damaged = true;
                return at;
            }
            byte[] table = Arrays.copyOfRange(file, at, at + length);
            quantisers.put(kind & LAST_TABLE, table);
            emit(QUANTISERS, table);
            at += length;
        }
        return at;
    }

    /// Sees to it that there is a quantisation table: one like the others, or of quality 75.
    void needQuantiser(int identifier) {
        if (quantisers.containsKey(identifier) || identifier > LAST_TABLE) {
            return;
        }
        damaged = true;
        byte[] table = quantisers.isEmpty()
                ? standardQuantiser()
                : quantisers.values().iterator().next().clone();
        table[0] = (byte) ((table[0] & COEFFICIENTS) | identifier);
        quantisers.put(identifier, table);
        emit(QUANTISERS, table);
    }

    /// Along diagonals, as tables are stored.
    private static byte[] standardQuantiser() {
        int[] rows = JPEGQTable.K1Div2Luminance.getTable();
        byte[] table = new byte[1 + SIDE * SIDE];
        int next = 1;
        for (int diagonal = 0; diagonal < 2 * SIDE - 1; diagonal++) {
            for (int i = Math.max(0, diagonal - SIDE + 1); i <= Math.min(diagonal, SIDE - 1); i++) {
                int y = diagonal % 2 == 0 ? diagonal - i : i;
                table[next++] = (byte) rows[y * SIDE + diagonal - y];
            }
        }
        return table;
    }

    /// Sees to it that there is a Huffman table.
    ///
    /// @param coefficients whether of all coefficients but the first
    /// @param alone whether a file without any table is meant to have none
    void needHuffman(int identifier, boolean coefficients, boolean alone) {
        int kind = (coefficients ? COEFFICIENTS : 0) | identifier;
        if (huffman.containsKey(kind) || identifier > LAST_TABLE) {
            return;
        }
        damaged |= !alone;
        JPEGHuffmanTable standard;
        if (coefficients) {
            standard = identifier == 0 ? JPEGHuffmanTable.StdACLuminance : JPEGHuffmanTable.StdACChrominance;
        } else {
            standard = identifier == 0 ? JPEGHuffmanTable.StdDCLuminance : JPEGHuffmanTable.StdDCChrominance;
        }
        var table = new ByteArrayOutputStream();
        table.write(kind);
        short[] lengths = standard.getLengths();
        for (int i = 0; i < COUNTS; i++) {
            table.write(i < lengths.length ? lengths[i] : 0);
        }
        for (short value : standard.getValues()) {
            table.write(value);
        }
        huffman.put(kind, table.toByteArray());
        emit(HUFFMAN, table.toByteArray());
    }

    /// Whether no Huffman table came, not even a broken one.
    boolean without() {
        return huffman.isEmpty() && !damaged;
    }

    private void emit(int marker, byte[] content) {
        out.write(0xff);
        out.write(marker);
        out.write((content.length + 2) >> 8);
        out.write(content.length + 2);
        out.writeBytes(content);
    }
}

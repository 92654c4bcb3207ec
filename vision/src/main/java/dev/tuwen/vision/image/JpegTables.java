package dev.tuwen.vision.image;

import java.io.ByteArrayOutputStream;
import javax.imageio.plugins.jpeg.JPEGHuffmanTable;

/// The Huffman tables that frames of webcams and films leave out because everybody has them: those of annex K of the
/// JPEG standard, as one segment.
final class JpegTables {

    private static final int COUNTS = 16;
    private static final int CHROMINANCE = 1;
    private static final int COEFFICIENTS = 0x10;

    private JpegTables() {}

    /// What stands in the segment, without its marker and length.
    static byte[] standard() {
        var segment = new ByteArrayOutputStream();
        append(segment, 0, JPEGHuffmanTable.StdDCLuminance);
        append(segment, COEFFICIENTS, JPEGHuffmanTable.StdACLuminance);
        append(segment, CHROMINANCE, JPEGHuffmanTable.StdDCChrominance);
        append(segment, COEFFICIENTS | CHROMINANCE, JPEGHuffmanTable.StdACChrominance);
        return segment.toByteArray();
    }

    private static void append(ByteArrayOutputStream segment, int identifier, JPEGHuffmanTable table) {
        segment.write(identifier);
        short[] lengths = table.getLengths();
        for (int i = 0; i < COUNTS; i++) {
            segment.write(i < lengths.length ? lengths[i] : 0);
        }
        for (short value : table.getValues()) {
            segment.write(value);
        }
    }
}

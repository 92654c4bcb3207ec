package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.stream.IntStream;

/// What stands before the pixels of a scan: whose they are, with which tables they are coded, and which coefficients.
///
/// @param bytes with their length first
/// @param replaced whether what stood there made no sense
record JpegScanHeader(FileBytes bytes, boolean replaced) {

    private static final int LAST_COEFFICIENT = 63;

    /// The header at `at`. A first one that makes no sense is replaced by the one that nearly all files have; one that
    /// makes no sense behind it, or reaches beyond the file, is refused.
    static JpegScanHeader of(FileBytes file, int at, int[] components, boolean progressive, boolean first) {
        boolean sense = makesSense(file, at, components, progressive);
        int usual = 6 + 2 * components.length;
        if (!sense && first && components.length > 0 && file.has(at, usual)) {
            byte[] header = new byte[usual];
            header[1] = (byte) usual;
            header[2] = (byte) components.length;
            for (int i = 0; i < components.length; i++) {
                header[3 + 2 * i] = (byte) components[i];
                header[4 + 2 * i] = (byte) (i > 0 && components.length == 3 ? 0x11 : 0);
            }
            header[usual - 2] = (byte) (progressive ? 0 : LAST_COEFFICIENT);
            header[usual - 1] = (byte) (progressive ? file.u8(at + usual - 1L, "scan") & 15 : 0);
            return new JpegScanHeader(FileBytes.bigEndian(header, ImageFormat.JPEG), true);
        }
        if (!sense) {
            throw ImageFormatException.damaged(ImageFormat.JPEG, "a scan that makes no sense");
        }
        byte[] header = Arrays.copyOfRange(file.bytes(), at, at + file.u16(at, "scan"));
        return new JpegScanHeader(FileBytes.bigEndian(header, ImageFormat.JPEG), false);
    }

    private static boolean makesSense(FileBytes file, int at, int[] components, boolean progressive) {
        int length = file.u16(at, "scan");
        int count = file.has(at, 3) ? file.u8(at + 2L, "scan") : 0;
        if (count == 0 || count > components.length || length != 6 + 2 * count || !file.has(at, length)) {
            return false;
        }
        long named = IntStream.range(0, count)
                .map(i -> file.u8(at + 3L + 2L * i, "scan"))
                .distinct()
                .filter(component -> Arrays.stream(components).anyMatch(known -> known == component))
                .count();
        boolean tables = IntStream.range(0, count)
                .map(i -> file.u8(at + 4L + 2L * i, "scan"))
                .allMatch(
                        selected -> (selected & 15) <= JpegTables.LAST_TABLE && selected >> 4 <= JpegTables.LAST_TABLE);
        return tables && named == count && (!progressive || coefficientsMakeSense(file, at + length - 3L));
    }

    private static boolean coefficientsMakeSense(FileBytes file, long at) {
        int first = file.u8(at, "scan");
        int last = file.u8(at + 1, "scan");
        int before = file.u8(at + 2, "scan") >> 4;
        int lowestBit = file.u8(at + 2, "scan") & 15;
        return (first == 0 ? last == 0 : first <= last && last <= LAST_COEFFICIENT)
                && (before == 0 || before == lowestBit + 1)
                && lowestBit <= 13;
    }
}

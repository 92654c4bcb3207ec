package dev.tuwen.vision.image;

import java.io.ByteArrayOutputStream;

/// The coded pixels of one scan of a JPEG file, put right as far as the marks in them tell.
///
/// @param bytes for the decoder
/// @param end where the scan ends in the file
/// @param damaged whether something is wrong or lost
record JpegScan(byte[] bytes, int end, boolean damaged) {

    private static final int START_OF_IMAGE = 0xd8;
    private static final int END = 0xd9;
    private static final int SCAN = 0xda;
    private static final int RESTART_FIRST = 0xd0;
    private static final int RESTART_LAST = 0xd7;
    private static final int FIRST_WITH_LENGTH = 0xda;
    private static final int HUFFMAN = 0xc4;
    private static final int STUFFED = 0;

    /// No scan's tables are longer; with what is, a file does not end.
    private static final int LONGEST_AT_END = 1024;

    /// The scan that begins at `start`. A marker that cannot be one is a byte that changed.
    static JpegScan of(byte[] file, int start) {
        var bytes = new ByteArrayOutputStream();
        boolean damaged = false;
        int from = start;
        int at = start;
        for (; at + 1 < file.length; at++) {
            int next = file[at + 1] & 0xff;
            if (file[at] != (byte) 0xff || next == STUFFED || next == 0xff || isRestart(next)) {
                continue;
            }
            if (endsScan(file, at, next)) {
                break;
            }
            damaged = true;
            bytes.write(file, from, at + 1 - from);
            bytes.write(STUFFED);
            from = at + 2;
        }
        int end = at + 1 < file.length ? at : file.length;
        bytes.write(file, Math.min(from, end), Math.max(0, end - from));
        return inOrder(bytes.toByteArray(), end, damaged);
    }

    static boolean isRestart(int marker) {
        return marker >= RESTART_FIRST && marker <= RESTART_LAST;
    }

    private static boolean endsScan(byte[] file, int at, int marker) {
        if (marker == END) {
            return !endsLater(file, at + 2);
        }
        if (marker == START_OF_IMAGE || (marker < FIRST_WITH_LENGTH && marker != HUFFMAN)) {
            return false;
        }
        if (at + 4 > file.length) {
            return true;
        }
        int length = (file[at + 2] & 0xff) << 8 | (file[at + 3] & 0xff);
        int end = at + 2 + length;
        if (end >= file.length && length <= LONGEST_AT_END) {
            return true;
        }
        if (marker == SCAN) {
            return end < file.length && length == 6 + 2 * (file[at + 4] & 0xff);
        }
        return length >= 2 && end < file.length && file[end] == (byte) 0xff;
    }

    /// Whether the mark of the end comes once more as the last bytes of the file, and no other picture begins before.
    private static boolean endsLater(byte[] file, int start) {
        int last = file.length - 2;
        if (last < start || file[last] != (byte) 0xff || (file[last + 1] & 0xff) != END) {
            return false;
        }
        for (int at = start; at < last; at++) {
            if (file[at] == (byte) 0xff && (file[at + 1] & 0xff) == START_OF_IMAGE) {
                return false;
            }
        }
        return true;
    }

    /// Restart marks that count up from 0, as the decoder wants them: some encoders begin with 1, and where intervals
    /// are lost, empty ones stand in for them.
    private static JpegScan inOrder(byte[] scan, int end, boolean faulty) {
        int first = -1;
        boolean gaps = false;
        int expected = 0;
        for (int at = 0; at + 1 < scan.length; at++) {
            if (restartAt(scan, at)) {
                int number = scan[at + 1] & 7;
                gaps |= first >= 0 && number != expected;
                first = first < 0 ? number : first;
                expected = (number + 1) & 7;
            }
        }
        if (first <= 0 && !gaps) {
            return new JpegScan(scan, end, faulty);
        }
        int shift = gaps ? 0 : first;
        var bytes = new ByteArrayOutputStream();
        expected = 0;
        int from = 0;
        for (int at = 0; at + 1 < scan.length; at++) {
            if (restartAt(scan, at)) {
                int number = (scan[at + 1] - shift) & 7;
                bytes.write(scan, from, at - from);
                from = at + 2;
                if (number != expected && numberBehind(scan, at + 2) != ((expected + 1) & 7)) {
                    for (; expected != number; expected = (expected + 1) & 7) {
                        mark(bytes, expected);
                    }
                }
                mark(bytes, expected);
                expected = (expected + 1) & 7;
            }
        }
        bytes.write(scan, from, scan.length - from);
        return new JpegScan(bytes.toByteArray(), end, faulty || gaps);
    }

    /// The number of the next mark, or -1.
    private static int numberBehind(byte[] scan, int start) {
        for (int at = start; at + 1 < scan.length; at++) {
            if (restartAt(scan, at)) {
                return scan[at + 1] & 7;
            }
        }
        return -1;
    }

    private static boolean restartAt(byte[] scan, int at) {
        return scan[at] == (byte) 0xff && isRestart(scan[at + 1] & 0xff);
    }

    private static void mark(ByteArrayOutputStream bytes, int number) {
        bytes.write(0xff);
        bytes.write(RESTART_FIRST + number);
    }
}

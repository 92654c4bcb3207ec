package dev.tuwen.vision.image;

import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/// A JPEG file: its segments are read here, its coefficients by the platform's decoder.
///
/// The decoder is handed a copy without application segments and comments, so that no thumbnail, profile or metadata in
/// them can mislead or break it, and is asked for the samples as coded. What these mean follows the rules of the
/// common JPEG library: the JFIF and Adobe markers, else the component numbers.
final class JpegFile {

    private static final int SOI = 0xd8;
    private static final int EOI = 0xd9;
    private static final int SOS = 0xda;
    private static final int APPLICATION_FIRST = 0xe0;
    private static final int APPLICATION_ADOBE = 0xee;
    private static final int APPLICATION_LAST = 0xef;
    private static final int COMMENT = 0xfe;
    private static final int BASELINE = 0xc0;
    private static final int EXTENDED = 0xc1;
    private static final int PROGRESSIVE = 0xc2;
    private static final int HUFFMAN_TABLES = 0xc4;
    private static final int QUANTISERS = 0xdb;
    private static final int RESERVED_LAST = 0xbf;
    private static final int RESERVED_FRAME = 0xc8;
    private static final int ARITHMETIC_TABLES = 0xcc;
    private static final int FRAME_LAST = 0xcf;
    private static final int NO_ADOBE = -1;
    private static final int COEFFICIENTS = 64;

    /// From the messages of the common JPEG library: those that stand for pixels that did not come.
    private static final List<String> ENDS = List.of("remature end of", "Truncated File");

    /// From the same: those that stand for pixels that may be wrong.
    private static final List<String> FAULTS = List.of("bad Huffman code", "instead of RST", "bad arithmetic code");

    /// The side of the largest block that is coded at once, in pixels.
    private static final int LARGEST_BLOCK = 32;

    private final FileBytes file;
    private final ByteArrayOutputStream stripped;
    private final OrientationNotes orientation = new OrientationNotes();
    private int[] components = {};
    private int[] quantisers = {};
    private int width;
    private int height;
    private boolean progressive;
    private boolean jfif;
    private int adobeTransform = NO_ADOBE;
    private final Map<Integer, int[]> missingBits = new HashMap<>();
    private final List<Integer> scanEnds = new ArrayList<>();
    private final JpegTables tables;
    private boolean damaged;
    private boolean scanned;
    private boolean ended;
    private Completeness completeness = Completeness.WHOLE;

    private JpegFile(byte[] bytes) {
        this.file = FileBytes.bigEndian(bytes, ImageFormat.JPEG);
        this.stripped = new ByteArrayOutputStream(bytes.length + 4);
        this.tables = new JpegTables(stripped);
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, BooleanSupplier cancelled) {
        var jpeg = new JpegFile(bytes);
        jpeg.readSegments();
        return jpeg.decode(limits, cancelled);
    }

    /// What the decoder made of a picture in another file.
    ///
    /// @param raster the samples, as coded
    /// @param completeness how much of them came
    record Samples(Raster raster, Completeness completeness) {}

    /// The samples of one part of a picture in another file, as coded.
    ///
    /// @param part its size; at most a block more is accepted
    static Samples samples(byte[] bytes, PixelSize part, BooleanSupplier cancelled) {
        var jpeg = new JpegFile(bytes);
        jpeg.readSegments();
        if (jpeg.width > part.width() + LARGEST_BLOCK || jpeg.height > part.height() + LARGEST_BLOCK) {
            throw ImageFormatException.damaged(
                    ImageFormat.JPEG, jpeg.width + " x " + jpeg.height + " pixels, expected " + part);
        }
        Raster raster = jpeg.raster(cancelled);
        return new Samples(raster, jpeg.completeness);
    }

    private void readSegments() {
        emit(SOI);
        int at = 2;
        while (!ended && at < file.length()) {
            if (file.u8(at, "marker") != 0xff) {
                at++;
                continue;
            }
            while (file.has(at + 1L, 1) && file.u8(at + 1L, "marker") == 0xff) {
                at++;
            }
            if (!file.has(at + 1L, 1)) {
                break;
            }
            int marker = file.u8(at + 1L, "marker");
            at += 2;
            if (marker == EOI) {
                ended = true;
            } else if (marker > RESERVED_LAST && marker != SOI && !JpegScan.isRestart(marker)) {
                at = segmentOrEnd(marker, at);
            }
        }
        emit(EOI);
        if (components.length == 0 || !scanned) {
            throw ImageFormatException.damaged(ImageFormat.JPEG, "it ends before its pixels begin");
        }
    }

    /// Where to look for the next segment. Behind the first pixels, a broken one is left out.
    private int segmentOrEnd(int marker, int at) {
        try {
            return segment(marker, at);
        } catch (ImageFormatException broken) {
            if (!scanned) {
                throw broken;
            }
            damaged |= file.has(at, 2) && file.has(at, file.u16(at, "segment"));
            return at;
        }
    }

    private int segment(int marker, int at) {
        if (marker == SOS) {
            return scan(at);
        }
        int length = file.u16(at, "segment");
        boolean table = marker == HUFFMAN_TABLES || marker == QUANTISERS;
        if (table && !scanned && !file.has(at, length)) {
            length = file.length() - at;
        }
        if (length < 2) {
            throw ImageFormatException.damaged(
                    ImageFormat.JPEG, "segment of " + length + " bytes, expected at least 2");
        }
        file.need(at, length, "segment");
        int end = at + length;
        if (table) {
            int read = marker == QUANTISERS
                    ? tables.quantisers(file.bytes(), at + 2, end)
                    : tables.huffman(file.bytes(), at + 2, end);
            // Behind a broken table, whatever its length says, the next marker is looked for.
            return read == end || (file.has(end, 1) && file.u8(end, "marker") == 0xff) ? end : read;
        }
        if (marker >= APPLICATION_FIRST && marker <= APPLICATION_LAST) {
            application(marker, at + 2, length - 2);
            return end;
        }
        if (marker == COMMENT) {
            return end;
        }
        byte[] content = Arrays.copyOfRange(file.bytes(), at, end);
        if (frame(marker)) {
            frame(marker, at + 2);
            for (int i = 0; i < components.length; i++) {
                content[10 + 3 * i] = (byte) quantisers[i];
            }
        }
        emit(marker);
        stripped.writeBytes(content);
        return end;
    }

    private int scan(int at) {
        JpegScanHeader read = JpegScanHeader.of(file, at, components, progressive, !scanned);
        FileBytes header = read.bytes();
        damaged |= read.replaced();
        needTables(header);
        emit(SOS);
        stripped.writeBytes(header.bytes());
        scanned = true;
        noteScan(header);
        JpegScan scan = JpegScan.of(file.bytes(), at + header.length());
        stripped.writeBytes(scan.bytes());
        scanEnds.add(stripped.size());
        damaged |= scan.damaged();
        return scan.end();
    }

    /// Puts tables that a scan lacks before it.
    private void needTables(FileBytes header) {
        Arrays.stream(quantisers).forEach(tables::needQuantiser);
        int count = header.u8(2, "scan");
        boolean alone = tables.without();
        int first = progressive ? header.u8(2L * count + 3, "scan") : 0;
        for (int i = 0; i < count; i++) {
            int selected = header.u8(4 + 2L * i, "scan");
            if (first == 0) {
                tables.needHuffman(selected >> 4, false, alone);
            }
            if (first > 0 || !progressive) {
                tables.needHuffman(selected & 15, true, alone);
            }
        }
    }

    /// Notes down to which bit each coefficient has come; see [#complete()].
    private void noteScan(FileBytes header) {
        int count = header.u8(2, "scan");
        // A scan of a sequential picture tells everything, whatever it says.
        long rest = 2L * count + 3;
        int first = progressive ? header.u8(rest, "scan") : 0;
        int last = progressive ? Math.min(header.u8(rest + 1, "scan"), COEFFICIENTS - 1) : COEFFICIENTS - 1;
        int lowestBit = progressive ? header.u8(rest + 2, "scan") & 15 : 0;
        for (int i = 0; i < count; i++) {
            int component = header.u8(3 + 2L * i, "scan");
            int[] bits = missingBits.computeIfAbsent(component, _ -> {
                int[] all = new int[COEFFICIENTS];
                Arrays.fill(all, Integer.MAX_VALUE);
                return all;
            });
            for (int coefficient = first; coefficient <= last; coefficient++) {
                bits[coefficient] = lowestBit;
            }
        }
    }

    /// Whether the scans told every coefficient of every component to its last bit.
    private boolean complete() {
        return Arrays.stream(components).allMatch(component -> {
            int[] bits = missingBits.get(component);
            return bits != null && Arrays.stream(bits).allMatch(bit -> bit == 0);
        });
    }

    private void application(int marker, int at, int length) {
        if (marker == APPLICATION_FIRST && file.tag(at, "JFIF\0") && length >= 14) {
            jfif = true;
        } else if (marker == APPLICATION_FIRST + 1) {
            orientation.named(file.bytes(), at, length);
        } else if (marker == APPLICATION_ADOBE && length >= 12 && file.tag(at, "Adobe")) {
            adobeTransform = file.u8(at + 11L, "Adobe marker");
        }
    }

    private static boolean frame(int marker) {
        return marker >= BASELINE
                && marker <= FRAME_LAST
                && marker != HUFFMAN_TABLES
                && marker != RESERVED_FRAME
                && marker != ARITHMETIC_TABLES;
    }

    private void frame(int marker, int at) {
        if (marker != BASELINE && marker != EXTENDED && marker != PROGRESSIVE) {
            throw ImageFormatException.unreadable(
                    ImageFormat.JPEG, "lossless, hierarchical and arithmetic coding are not supported");
        }
        if (components.length > 0) {
            throw ImageFormatException.damaged(ImageFormat.JPEG, "it has two frames");
        }
        int bits = file.u8(at, "frame");
        if (bits != 8) {
            throw ImageFormatException.unreadable(ImageFormat.JPEG, bits + " bits a sample, expected 8");
        }
        progressive = marker == PROGRESSIVE;
        height = file.u16(at + 1L, "frame");
        width = file.u16(at + 3L, "frame");
        components = new int[file.u8(at + 5L, "frame")];
        quantisers = new int[components.length];
        for (int i = 0; i < components.length; i++) {
            components[i] = file.u8(at + 6L + 3L * i, "frame");
            quantisers[i] = file.u8(at + 8L + 3L * i, "frame");
            if (quantisers[i] > JpegTables.LAST_TABLE) {
                quantisers[i] = Math.min(i, 1);
                damaged = true;
            }
        }
    }

    private void emit(int marker) {
        stripped.write(0xff);
        stripped.write(marker);
    }

    private DecodedImage decode(PictureLimits limits, BooleanSupplier cancelled) {
        SampleColours colours = colours();
        PixelSize size = limits.check(ImageFormat.JPEG, width, height);
        // Three samples become the bitmap; one that is turned stands beside it.
        int bytes = components.length == Bitmap.CHANNELS ? Bitmap.CHANNELS : components.length + Bitmap.CHANNELS;
        boolean turned = orientation.orientation() != Orientation.UPRIGHT;
        limits.checkMemory(ImageFormat.JPEG, size, turned ? Math.max(bytes, 2 * Bitmap.CHANNELS) : bytes);
        Bitmap bitmap = RasterPixels.toBitmap(raster(cancelled), colours, cancelled);
        return new DecodedImage(bitmap, orientation.orientation(), ImageFormat.JPEG, completeness);
    }

    private Raster raster(BooleanSupplier cancelled) {
        // Some encoders of progressive pictures leave out last bits that they never had.
        if (!complete() && !(progressive && ended)) {
            completeness = Completeness.ENDS_EARLY;
        }
        if (damaged || tables.damaged()) {
            completeness = Completeness.DAMAGED;
        }
        SampleReader reader = SampleReader.of(ImageFormat.JPEG);
        Raster raster;
        try {
            raster = read(reader, stripped.toByteArray(), cancelled);
        } catch (ImageFormatException broken) {
            if (broken.kind() != ImageFormatException.Kind.DAMAGED || scanEnds.size() < 2) {
                throw broken;
            }
            // The first scan tells all of a picture coarsely, or one of its colours.
            completeness = Completeness.DAMAGED;
            emitAt(scanEnds.getFirst());
            raster = read(reader, stripped.toByteArray(), cancelled);
        }
        reader.warnings().forEach(warning -> completeness = completeness.and(loss(warning)));
        if (completeness == Completeness.ENDS_EARLY && ended) {
            completeness = Completeness.DAMAGED;
        }
        if (completeness != Completeness.WHOLE && !holdsAnything(raster)) {
            throw ImageFormatException.damaged(ImageFormat.JPEG, "it ends before its pixels begin");
        }
        return raster;
    }

    private static Raster read(SampleReader reader, byte[] file, BooleanSupplier cancelled) {
        return reader.read(file, source -> source.readRaster(0, null), cancelled);
    }

    /// Lets the copy end early.
    private void emitAt(int length) {
        byte[] beginning = Arrays.copyOf(stripped.toByteArray(), length);
        stripped.reset();
        stripped.writeBytes(beginning);
        emit(EOI);
    }

    /// What a complaint means for the picture. Most are about what nobody needs, such as stray bytes between segments,
    /// or parameters of progressive scans in sequential ones.
    private static Completeness loss(String warning) {
        if (FAULTS.stream().anyMatch(warning::contains)) {
            return Completeness.DAMAGED;
        }
        return ENDS.stream().anyMatch(warning::contains) ? Completeness.ENDS_EARLY : Completeness.WHOLE;
    }

    /// Whether any sample is not what the decoder leaves where nothing came.
    private static boolean holdsAnything(Raster raster) {
        int[] samples = new int[Math.multiplyExact(raster.getWidth(), raster.getNumBands())];
        for (int y = 0; y < raster.getHeight(); y++) {
            raster.getPixels(0, y, raster.getWidth(), 1, samples);
            for (int sample : samples) {
                if (sample != (Completeness.LOST & 0xff)) {
                    return true;
                }
            }
        }
        return false;
    }

    private SampleColours colours() {
        return switch (components.length) {
            case 1 -> new SampleColours.Gray(8);
            case 3 -> lumaChroma() ? new SampleColours.LumaChroma() : SampleColours.Rgb.of(8);
            case 4 ->
                adobeTransform == NO_ADOBE || adobeTransform == 0
                        ? new SampleColours.Inks(true)
                        : new SampleColours.LumaChromaBlack();
            default ->
                throw ImageFormatException.unreadable(
                        ImageFormat.JPEG, components.length + " colour components, expected 1, 3 or 4");
        };
    }

    private boolean lumaChroma() {
        if (jfif) {
            return true;
        }
        if (adobeTransform != NO_ADOBE) {
            return adobeTransform != 0;
        }
        return !Arrays.equals(components, new int[] {'R', 'G', 'B'});
    }
}

package dev.tuwen.vision.image;

import java.awt.image.Raster;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Puts the strips or tiles of a TIFF picture together.
final class TiffBlocks {

    private final FileBytes file;
    private final TiffLayout layout;
    private final SampleColours colours;
    private final @Nullable SampleAlpha alpha;
    private final BooleanSupplier cancelled;
    private final long[] offsets;
    private final long[] lengths;
    private final byte[] jpegTables;
    private final long faxOptions;
    private final PixelSize chromaSteps;
    private Completeness completeness = Completeness.WHOLE;
    private boolean anything;

    TiffBlocks(
            FileBytes file,
            TiffDirectory directory,
            TiffLayout layout,
            SampleColours colours,
            @Nullable SampleAlpha alpha,
            BooleanSupplier cancelled) {
        this.file = file;
        this.layout = layout;
        this.colours = colours;
        this.alpha = alpha;
        this.cancelled = cancelled;
        this.offsets =
                directory.numbersThatCame(layout.tiled() ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS);
        this.lengths = directory.numbersThatCame(layout.tiled() ? TiffDirectory.TILE_BYTES : TiffDirectory.STRIP_BYTES);
        TiffDirectory.Values tables = directory.values(TiffDirectory.JPEG_TABLES);
        this.jpegTables = Arrays.copyOfRange(file.bytes(), (int) tables.at(), (int) tables.at() + tables.count());
        this.faxOptions = directory.number(TiffDirectory.FAX_OPTIONS, 0);
        this.chromaSteps = chromaSteps(directory, layout);
    }

    /// Pixels of luma that share their chroma. Only chroma beside its luma is stored so.
    private static PixelSize chromaSteps(TiffDirectory directory, TiffLayout layout) {
        if (directory.number(TiffDirectory.PHOTOMETRIC, 0) != TiffFile.YCBCR || layout.coding() == TiffLayout.JPEG) {
            return new PixelSize(1, 1);
        }
        long[] steps = directory.numbers(TiffDirectory.CHROMA_STEPS);
        long across = steps.length > 0 ? steps[0] : 2;
        long down = steps.length > 1 ? steps[1] : 2;
        if (across < 1 || across > 4 || down < 1 || down > 4) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "chroma of " + across + " x " + down + " pixels");
        }
        boolean shared = across * down > 1;
        if (shared && (layout.planes() || layout.samples() != 3 || layout.bits() != 8 || layout.predicted())) {
            throw TiffLayout.unreadable("chroma shared by pixels is not supported in this layout");
        }
        return new PixelSize((int) across, (int) down);
    }

    private int planes() {
        return layout.planes() ? layout.samples() : 1;
    }

    /// The rows of one block.
    private interface Rows {
        /// Takes `pixels` pixels of a row, samples of a pixel together, and says whether it came.
        boolean take(int row, int pixels, int[] samples);
    }

    /// How much of the picture came, once [#bitmap] has read it.
    Completeness completeness() {
        return completeness;
    }

    Bitmap bitmap() {
        int width = layout.size().width();
        int height = layout.size().height();
        byte[] rgb = new byte[Bitmap.byteSize(width, height)];
        byte[] alphas = new byte[alpha == null ? 0 : width * height];
        Arrays.fill(rgb, Completeness.LOST);
        Arrays.fill(alphas, (byte) 255);
        int[] samples = new int[Math.multiplyExact(layout.block().width(), layout.samples())];
        for (int down = 0; down < layout.blocksDown(); down++) {
            int top = down * layout.block().height();
            int rows = Math.min(layout.block().height(), height - top);
            for (int across = 0; across < layout.blocksAcross(); across++) {
                int left = across * layout.block().width();
                int pixels = Math.min(layout.block().width(), width - left);
                Rows block = block(down * layout.blocksAcross() + across, pixels, rows);
                for (int y = 0; y < rows; y++) {
                    int at = (top + y) * width + left;
                    if (!block.take(y, pixels, samples)) {
                        completeness = completeness.and(Completeness.ENDS_EARLY);
                        continue;
                    }
                    if (completeness == Completeness.ENDS_EARLY) {
                        completeness = Completeness.DAMAGED;
                    }
                    anything = true;
                    if (alpha != null) {
                        alpha.row(samples, layout.samples(), pixels, alphas, at);
                    }
                    colours.row(samples, layout.samples(), pixels, rgb, at * Bitmap.CHANNELS);
                }
            }
        }
        if (!anything) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "it ends before its pixels begin");
        }
        return alpha == null ? new Bitmap(width, height, rgb) : Transparency.onGround(width, height, rgb, alphas);
    }

    private Rows block(int index, int pixels, int rows) {
        if (cancelled.getAsBoolean()) {
            throw new CancellationException("reading the picture was cancelled");
        }
        int perPlane = layout.blocksAcross() * layout.blocksDown();
        List<Rows> planes = new ArrayList<>(planes());
        for (int plane = 0; plane < planes(); plane++) {
            int stored = plane * perPlane + index;
            planes.add(
                    layout.coding() == TiffLayout.JPEG
                            ? jpeg(stored, plane, pixels, rows)
                            : chromaSteps.width() * chromaSteps.height() > 1
                                    ? sharedChroma(stored, rows)
                                    : plain(stored, plane, rows));
        }
        return (row, count, samples) -> {
            boolean came = true;
            for (Rows plane : planes) {
                came &= plane.take(row, count, samples);
            }
            return came;
        };
    }

    /// Rows of a tile beyond the edge may be left out.
    private Rows plain(int index, int plane, int rows) {
        int storedRows = layout.tiled() ? layout.block().height() : rows;
        byte[] unpacked = new byte[layout.rowBytes() * storedRows];
        int came = layout.fax() ? fax(index, unpacked) : unpack(index, unpacked) / layout.rowBytes();
        var numbers = new TiffNumbers(layout, file.bigEndian(), unpacked, storedRows);
        return (row, count, samples) -> {
            if (row < came) {
                numbers.row(row, count, samples, plane, layout.samples());
            }
            return row < came;
        };
    }

    /// Fills `unpacked` with a block and returns how many bytes came.
    private int unpack(int index, byte[] unpacked) {
        return TiffCoding.unpack(layout.coding(), inOrder(packed(index, unpacked.length)), unpacked);
    }

    private int fax(int index, byte[] unpacked) {
        FaxCoding.Unpacked lines = FaxCoding.unpack(
                layout.coding(),
                faxOptions,
                inOrder(packed(index, unpacked.length)),
                layout.block().width(),
                unpacked);
        if (lines.damaged()) {
            completeness = Completeness.DAMAGED;
        }
        return lines.rows();
    }

    private byte[] inOrder(byte[] packed) {
        for (int i = 0; layout.bitsReversed() && i < packed.length; i++) {
            packed[i] = (byte) (Integer.reverse(packed[i]) >>> 24);
        }
        return packed;
    }

    /// Units of luma of some pixels, row by row, then their two samples of chroma.
    private Rows sharedChroma(int index, int rows) {
        int across = chromaSteps.width();
        int down = chromaSteps.height();
        int unit = across * down + 2;
        int rowOfUnits = Math.multiplyExact(Math.ceilDiv(layout.block().width(), across), unit);
        int storedRows = layout.tiled() ? layout.block().height() : rows;
        byte[] unpacked = new byte[Math.multiplyExact(rowOfUnits, Math.ceilDiv(storedRows, down))];
        int came = unpack(index, unpacked) / rowOfUnits * down;
        return (row, count, samples) -> {
            for (int x = 0; row < came && x < count; x++) {
                int at = row / down * rowOfUnits + x / across * unit;
                samples[3 * x] = unpacked[at + row % down * across + x % across] & 0xff;
                samples[3 * x + 1] = unpacked[at + unit - 2] & 0xff;
                samples[3 * x + 2] = unpacked[at + unit - 1] & 0xff;
            }
            return row < came;
        };
    }

    private Rows jpeg(int index, int plane, int pixels, int rows) {
        byte[] stream = jpegStream(packed(index, 0));
        JpegFile.Samples read;
        try {
            read = JpegFile.samples(stream, layout.block(), cancelled);
        } catch (ImageFormatException broken) {
            if (broken.kind() != ImageFormatException.Kind.DAMAGED) {
                throw broken;
            }
            completeness = Completeness.DAMAGED;
            return (_, _, _) -> false;
        }
        completeness = completeness.and(read.completeness());
        Raster raster = read.raster();
        if (raster.getNumBands() != layout.blockSamples() || raster.getWidth() < pixels || raster.getHeight() < rows) {
            throw ImageFormatException.damaged(ImageFormat.TIFF, "its JPEG parts have another size or other colours");
        }
        int bands = raster.getNumBands();
        int[] line = new int[layout.block().width() * bands];
        return (row, count, samples) -> {
            raster.getPixels(0, row, count, 1, line);
            for (int x = 0; x < count; x++) {
                System.arraycopy(line, x * bands, samples, x * layout.samples() + plane, bands);
            }
            return true;
        };
    }

    /// The tables that all parts share, then the part: one stream, without the marks of end and beginning between them.
    private byte[] jpegStream(byte[] part) {
        int tables = jpegTables.length;
        if (tables < 4 || part.length < 2) {
            return part;
        }
        int end = (jpegTables[tables - 2] & 0xff) == 0xff && (jpegTables[tables - 1] & 0xff) == 0xd9
                ? tables - 2
                : tables;
        byte[] stream = Arrays.copyOf(jpegTables, end + part.length - 2);
        System.arraycopy(part, 2, stream, end, part.length - 2);
        return stream;
    }

    /// The stored bytes of a block, as far as the file goes. What is not compressed is as long as it must be, whatever
    /// the file says.
    private byte[] packed(int index, int unpackedLength) {
        if (index >= offsets.length) {
            return new byte[0];
        }
        long from = offsets[index];
        long length;
        if (layout.coding() == TiffLayout.PLAIN) {
            length = unpackedLength;
        } else if (index < lengths.length && lengths[index] > 0) {
            length = lengths[index];
        } else {
            length = file.length();
        }
        if (from < 0 || from >= file.length()) {
            return new byte[0];
        }
        int end = (int) (from + Math.min(length, file.length() - from));
        return Arrays.copyOfRange(file.bytes(), (int) from, end);
    }
}

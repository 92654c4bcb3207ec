package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// A GIF file: blocks and palettes are read here, the first frame's indices by [GifPixels].
final class GifFile {

    private static final int HEADER_BYTES = 13;
    private static final int FRAME = 0x2c;
    private static final int EXTENSION = 0x21;
    private static final int GRAPHIC_CONTROL = 0xf9;
    private static final int TRAILER = 0x3b;
    private static final int NO_INDEX = -1;
    private static final int INTERLACED = 0x40;

    private final FileBytes file;
    private byte[] palette = {};
    private int transparent = NO_INDEX;
    private int left;
    private int top;
    private int frameWidth;
    private int frameHeight;
    private boolean interlaced;
    private long pixelsAt;

    private GifFile(byte[] bytes) {
        this.file = FileBytes.littleEndian(bytes, ImageFormat.GIF);
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        return new GifFile(bytes).decode(limits, rendering, cancelled);
    }

    private DecodedImage decode(PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        int screenWidth = file.u16(6, "header");
        int screenHeight = file.u16(8, "header");
        int flags = file.u8(10, "header");
        long at = readPalette(HEADER_BYTES, flags);
        findFrame(at);
        limits.check(ImageFormat.GIF, frameWidth, frameHeight);
        // A frame that reaches over the edge makes the screen larger, as in the reference.
        PixelSize screen = limits.check(
                ImageFormat.GIF, Math.max(screenWidth, left + frameWidth), Math.max(screenHeight, top + frameHeight));
        var size = new PixelSize(frameWidth, frameHeight);
        // Indices, colours and transparency of the frame; then colours and transparency of the screen.
        limits.checkMemory(ImageFormat.GIF, screen, screen.equals(size) ? 5 : 9);
        var pixels = new GifPixels(size, file.u8(pixelsAt, "frame"), GifPixels.blocks(file, pixelsAt + 1), cancelled);
        int[] rows = pixels.rows(interlaced);
        if (Arrays.stream(rows).allMatch(row -> row < 0)) {
            throw ImageFormatException.damaged(ImageFormat.GIF, "it ends before its pixels begin");
        }
        var colours = new SampleColours.Palette(new SampleColours.Triples(palette));
        SampleAlpha opacity = SampleAlpha.OfPalette.without(transparent);
        byte[] rgb = new byte[Bitmap.byteSize(frameWidth, frameHeight)];
        byte[] alpha = new byte[frameWidth * frameHeight];
        Arrays.fill(rgb, Completeness.LOST);
        Arrays.fill(alpha, (byte) 255);
        int[] samples = new int[frameWidth];
        for (int y = 0; y < frameHeight; y++) {
            if (rows[y] >= 0) {
                int from = rows[y] * frameWidth;
                Arrays.setAll(samples, x -> pixels.indices()[from + x] & 0xff);
                opacity.row(samples, 1, frameWidth, alpha, y * frameWidth);
                colours.row(samples, 1, frameWidth, rgb, y * frameWidth * Bitmap.CHANNELS);
            }
        }
        Bitmap shown = onScreen(new Bitmap(frameWidth, frameHeight, rgb), screen, colours);
        if (rendering == Rendering.AS_SEEN) {
            shown = Transparency.onGround(shown.width(), shown.height(), shown.rgb(), onScreen(alpha, size, screen));
        }
        return new DecodedImage(shown, Orientation.UPRIGHT, ImageFormat.GIF, pixels.completeness());
    }

    /// Reads a palette at `at`, if the flags say that there is one, and returns where it ends.
    private long readPalette(long at, int flags) {
        if ((flags & 0x80) == 0) {
            return at;
        }
        int length = Bitmap.CHANNELS << ((flags & 7) + 1);
        file.need(at, length, "palette");
        palette = Arrays.copyOfRange(file.bytes(), (int) at, (int) at + length);
        return at + length;
    }

    /// From black to white in as many steps as indices of so many bits can tell: what is shown where no palette says
    /// otherwise.
    private static byte[] grays(int bits) {
        int last = (1 << Math.clamp(bits, 1, 8)) - 1;
        byte[] grays = new byte[(last + 1) * Bitmap.CHANNELS];
        for (int i = 0; i < grays.length; i++) {
            grays[i] = (byte) (i / Bitmap.CHANNELS * 255 / last);
        }
        return grays;
    }

    private void findFrame(long start) {
        long at = start;
        while (true) {
            int block = file.u8(at, "block");
            if (block == FRAME) {
                left = file.u16(at + 1, "frame");
                top = file.u16(at + 3, "frame");
                frameWidth = file.u16(at + 5, "frame");
                frameHeight = file.u16(at + 7, "frame");
                int flags = file.u8(at + 9, "frame");
                interlaced = (flags & INTERLACED) != 0;
                pixelsAt = readPalette(at + 10, flags);
                if (palette.length == 0) {
                    palette = grays(file.u8(pixelsAt, "frame"));
                }
                return;
            }
            if (block == TRAILER) {
                throw ImageFormatException.damaged(ImageFormat.GIF, "it has no frame");
            }
            if (block != EXTENSION) {
                throw ImageFormatException.damaged(ImageFormat.GIF, "unknown block " + block);
            }
            if (file.u8(at + 1, "extension") == GRAPHIC_CONTROL && file.u8(at + 2, "extension") >= 4) {
                transparent = (file.u8(at + 3, "extension") & 1) != 0 ? file.u8(at + 6, "extension") : NO_INDEX;
            }
            at = endOfBlocks(at + 2);
        }
    }

    private long endOfBlocks(long start) {
        long at = start;
        int length = file.u8(at, "block");
        while (length > 0) {
            at += length + 1L;
            length = file.u8(at, "block");
        }
        return at + 1;
    }

    /// The alpha at its place: what the frame leaves free is transparent.
    private byte[] onScreen(byte[] alpha, PixelSize frame, PixelSize screen) {
        if (frame.equals(screen)) {
            return alpha;
        }
        byte[] shown = new byte[Math.multiplyExact(screen.width(), screen.height())];
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(alpha, y * frame.width(), shown, (top + y) * screen.width() + left, frame.width());
        }
        return shown;
    }

    /// The frame at its place. What it leaves free has the transparent colour, or the first one if there is none.
    private Bitmap onScreen(Bitmap frame, PixelSize screen, SampleColours colours) {
        if (frame.width() == screen.width() && frame.height() == screen.height()) {
            return frame;
        }
        byte[] rgb = new byte[Bitmap.byteSize(screen.width(), screen.height())];
        int[] background = new int[screen.width()];
        Arrays.fill(background, Math.max(transparent, 0));
        int rowBytes = screen.width() * Bitmap.CHANNELS;
        for (int y = 0; y < screen.height(); y++) {
            colours.row(background, 1, screen.width(), rgb, y * rowBytes);
        }
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(
                    frame.rgb(),
                    frame.offset(0, y),
                    rgb,
                    (top + y) * rowBytes + left * Bitmap.CHANNELS,
                    frame.width() * Bitmap.CHANNELS);
        }
        return new Bitmap(screen.width(), screen.height(), rgb);
    }
}

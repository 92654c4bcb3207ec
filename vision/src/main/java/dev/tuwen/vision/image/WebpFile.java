package dev.tuwen.vision.image;

import java.util.Arrays;
import java.util.function.BooleanSupplier;

/// A WebP file: its chunks are read here, a lossy frame's pixels by [Vp8Picture], a lossless one's by [Vp8lPicture].
///
/// Alpha that is coded apart is read by [WebpAlpha] where it is wanted, and profiles are not applied. Only the first
/// frame of an animation is read.
final class WebpFile {

    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 16;
    private static final int ALPHA_USED = 0x10;

    private static final int LOSSY_HEADER_BYTES = 10;
    private static final int LOSSLESS_HEADER_BYTES = 5;

    /// ARGB of a lossless frame, its transparency and its colours; planes of a lossy one and a canvas need no more.
    private static final int DECODED_BYTES_PER_PIXEL = 8;

    private final FileBytes file;
    private final OrientationNotes orientation = new OrientationNotes();
    private int canvasWidth;
    private int canvasHeight;
    private int left;
    private int top;
    private long frameAt = -1;
    private long alphaAt = -1;

    private WebpFile(byte[] bytes) {
        this.file = FileBytes.littleEndian(bytes, ImageFormat.WEBP);
    }

    static DecodedImage decode(byte[] bytes, PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        return new WebpFile(bytes).decode(limits, rendering, cancelled);
    }

    private DecodedImage decode(PictureLimits limits, Rendering rendering, BooleanSupplier cancelled) {
        readChunks(RIFF_BYTES, file.length(), false);
        boolean found = frameAt >= 0;
        if (!found) {
            searchFrame();
        }
        PixelSize frameSize = frameSize(limits);
        PixelSize canvas = canvasWidth == 0 ? frameSize : limits.check(ImageFormat.WEBP, canvasWidth, canvasHeight);
        limits.checkMemory(ImageFormat.WEBP, canvas, DECODED_BYTES_PER_PIXEL);
        boolean seen = rendering == Rendering.AS_SEEN;
        byte[] content = content(frameAt);
        Vp8Picture.Frame frame;
        WebpAlpha alpha = null;
        if (file.tag(frameAt, "VP8L")) {
            boolean transparent = (content[LOSSLESS_HEADER_BYTES - 1] & ALPHA_USED) != 0;
            Vp8lPicture.Pixels pixels = Vp8lPicture.decode(content, LOSSLESS_HEADER_BYTES, frameSize, cancelled);
            alpha = seen && transparent ? WebpAlpha.of(pixels, frameSize) : null;
            frame = new Vp8Picture.Frame(bitmap(pixels, frameSize), pixels.completeness());
        } else {
            alpha = seen && alphaAt >= 0 ? WebpAlpha.read(content(alphaAt), frameSize, cancelled) : null;
            frame = Vp8Picture.decode(content, frameSize, cancelled);
        }
        Bitmap bitmap = onCanvas(frame.bitmap(), canvas);
        Completeness completeness = found ? frame.completeness() : Completeness.DAMAGED;
        if (completeness == Completeness.ENDS_EARLY && file.has(frameAt, CHUNK_HEADER_BYTES + chunkLength(frameAt))) {
            completeness = Completeness.DAMAGED;
        }
        if (seen) {
            if (alpha == null) {
                alpha = WebpAlpha.opaque(frameSize);
            }
            completeness = completeness.and(alpha.completeness());
            bitmap = Transparency.onGround(
                    canvas.width(), canvas.height(), bitmap.rgb(), onCanvas(alpha.levels(), frameSize, canvas));
        }
        return new DecodedImage(bitmap, orientation.orientation(), ImageFormat.WEBP, completeness);
    }

    private static Bitmap bitmap(Vp8lPicture.Pixels pixels, PixelSize size) {
        byte[] rgb = new byte[Bitmap.byteSize(size.width(), size.height())];
        Arrays.fill(rgb, Completeness.LOST);
        for (int i = 0; i < pixels.rows() * size.width(); i++) {
            int pixel = pixels.argb()[i];
            rgb[i * Bitmap.CHANNELS] = (byte) (pixel >> 16);
            rgb[i * Bitmap.CHANNELS + 1] = (byte) (pixel >> 8);
            rgb[i * Bitmap.CHANNELS + 2] = (byte) pixel;
        }
        return new Bitmap(size.width(), size.height(), rgb);
    }

    private long chunkLength(long at) {
        return file.u32(at + 4, "chunk");
    }

    /// What is in the chunk at `at`, as far as the file goes.
    private byte[] content(long at) {
        int start = (int) at + CHUNK_HEADER_BYTES;
        long length = Math.min(chunkLength(at), file.length() - start);
        return Arrays.copyOfRange(file.bytes(), start, start + (int) length);
    }

    private void readChunks(long start, long end, boolean inFrame) {
        long at = start;
        while (at + CHUNK_HEADER_BYTES <= end) {
            long length = chunkLength(at);
            long data = at + CHUNK_HEADER_BYTES;
            if (file.tag(at, "VP8X")) {
                canvasWidth = file.u24(data + 4, "header") + 1;
                canvasHeight = file.u24(data + 7, "header") + 1;
            } else if (file.tag(at, "EXIF") && file.has(data, length)) {
                orientation.exif(file.bytes(), (int) data, (int) length);
            } else if (file.tag(at, "XMP ") && file.has(data, length)) {
                orientation.xmp(file.bytes(), (int) data, (int) length);
            } else if (frameAt < 0 && file.tag(at, "ALPH")) {
                alphaAt = at;
            } else if (frameAt < 0 && (file.tag(at, "VP8 ") || file.tag(at, "VP8L"))) {
                frameAt = at;
            } else if (frameAt < 0 && !inFrame && file.tag(at, "ANMF")) {
                left = file.u24(data, "frame") * 2;
                top = file.u24(data + 3, "frame") * 2;
                readChunks(data + FRAME_HEADER_BYTES, Math.min(data + length, file.length()), true);
            }
            at = data + length + (length & 1);
        }
    }

    /// Looks for the picture where the lengths of chunks do not lead to it.
    private void searchFrame() {
        for (int at = RIFF_BYTES; frameAt < 0 && file.has(at, CHUNK_HEADER_BYTES + LOSSY_HEADER_BYTES); at++) {
            if (file.tag(at, "VP8") && (isLossless(at) || isLossy(at))) {
                frameAt = at;
            }
        }
        if (frameAt < 0) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "it has no picture");
        }
    }

    private boolean isLossless(long at) {
        return file.tag(at, "VP8L") && file.u8(at + CHUNK_HEADER_BYTES, "picture") == 0x2f;
    }

    private boolean isLossy(long at) {
        return file.tag(at, "VP8 ") && file.u24(at + CHUNK_HEADER_BYTES + 3, "picture") == 0x2a019d;
    }

    private PixelSize frameSize(PictureLimits limits) {
        long data = frameAt + CHUNK_HEADER_BYTES;
        int header = file.tag(frameAt, "VP8L") ? LOSSLESS_HEADER_BYTES : LOSSY_HEADER_BYTES;
        if (!file.has(data, header) || chunkLength(frameAt) < header) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "it ends before its pixels begin");
        }
        if (isLossless(frameAt)) {
            long sizes = file.u32(data + 1, "picture");
            return limits.check(ImageFormat.WEBP, (sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1);
        }
        if (!isLossy(frameAt)) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its picture does not begin with a key frame");
        }
        return limits.check(
                ImageFormat.WEBP, file.u16(data + 6, "picture") & 0x3fff, file.u16(data + 8, "picture") & 0x3fff);
    }

    /// The alpha at its place, which [#onCanvas(Bitmap, PixelSize)] has checked: what the frame leaves free is
    /// transparent.
    private byte[] onCanvas(byte[] alpha, PixelSize frame, PixelSize canvas) {
        if (frame.width() == canvas.width() && frame.height() == canvas.height()) {
            return alpha;
        }
        byte[] shown = new byte[Math.multiplyExact(canvas.width(), canvas.height())];
        for (int y = 0; y < frame.height(); y++) {
            System.arraycopy(alpha, y * frame.width(), shown, (top + y) * canvas.width() + left, frame.width());
        }
        return shown;
    }

    private Bitmap onCanvas(Bitmap frame, PixelSize canvas) {
        if (frame.width() == canvas.width() && frame.height() == canvas.height()) {
            return frame;
        }
        if (left + frame.width() > canvas.width() || top + frame.height() > canvas.height()) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its frame reaches over the edge");
        }
        byte[] rgb = new byte[Bitmap.byteSize(canvas.width(), canvas.height())];
        int rowBytes = frame.width() * Bitmap.CHANNELS;
        for (int y = 0; y < frame.height(); y++) {
            int to = ((top + y) * canvas.width() + left) * Bitmap.CHANNELS;
            System.arraycopy(frame.rgb(), frame.offset(0, y), rgb, to, rowBytes);
        }
        return new Bitmap(canvas.width(), canvas.height(), rgb);
    }
}

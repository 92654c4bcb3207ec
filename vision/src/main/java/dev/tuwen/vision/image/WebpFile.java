package dev.tuwen.vision.image;

import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// A WebP file: its chunks are read here, a lossy frame's pixels by [Vp8Picture], a lossless one's by a library.
///
/// The library is handed the bare frame. Alpha that is coded apart, profiles and animation stay behind: alpha is read
/// by [WebpAlpha] where it is wanted, and profiles are not applied. Only the first frame of an animation is read.
final class WebpFile {

    private static final int RIFF_BYTES = 12;
    private static final int CHUNK_HEADER_BYTES = 8;
    private static final int FRAME_HEADER_BYTES = 16;

    /// What follows a lossless frame that is cut off.
    private static final int[] PADDINGS = {0x00, 0xff, 0x55, 0xaa, 0x33};

    /// What the library needs per pixel.
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
        if (frameAt < 0) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "it has no picture");
        }
        PixelSize frameSize = frameSize(limits);
        PixelSize canvas = canvasWidth == 0 ? frameSize : limits.check(ImageFormat.WEBP, canvasWidth, canvasHeight);
        limits.checkMemory(ImageFormat.WEBP, canvas, DECODED_BYTES_PER_PIXEL);
        boolean seen = rendering == Rendering.AS_SEEN;
        byte[] alpha = null;
        Vp8Picture.Frame frame;
        if (file.tag(frameAt, "VP8L") && !file.has(frameAt, CHUNK_HEADER_BYTES + file.u32(frameAt + 4, "picture"))) {
            frame = cutLossless(frameSize, cancelled);
        } else if (file.tag(frameAt, "VP8L")) {
            Raster raster = checked(SampleReader.of(ImageFormat.WEBP).image(bareFrame(), cancelled), frameSize);
            alpha = seen ? alpha(raster, cancelled) : null;
            frame = Vp8Picture.Frame.of(
                    RasterPixels.toBitmap(raster, SampleColours.Rgb.of(8), cancelled), frameSize.height());
        } else {
            alpha = seen && alphaAt >= 0 ? WebpAlpha.read(content(alphaAt), frameSize, cancelled) : null;
            frame = Vp8Picture.decode(content(frameAt), frameSize, cancelled);
        }
        Bitmap bitmap = onCanvas(frame.bitmap(), canvas);
        if (seen && alpha == null) {
            alpha = opaque(frameSize);
        }
        if (alpha != null) {
            bitmap = Transparency.onGround(
                    canvas.width(), canvas.height(), bitmap.rgb(), onCanvas(alpha, frameSize, canvas));
        }
        return new DecodedImage(bitmap, orientation.orientation(), ImageFormat.WEBP, frame.completeness());
    }

    /// What is in the chunk at `at`, as far as the file goes.
    private byte[] content(long at) {
        int start = (int) at + CHUNK_HEADER_BYTES;
        long length = Math.min(file.u32(at + 4, "chunk"), file.length() - start);
        return Arrays.copyOfRange(file.bytes(), start, start + (int) length);
    }

    private static byte @Nullable [] alpha(Raster raster, BooleanSupplier cancelled) {
        return raster.getNumBands() > Bitmap.CHANNELS
                ? RasterPixels.alpha(raster, new SampleAlpha.Band(Bitmap.CHANNELS, 8), cancelled)
                : null;
    }

    private static byte[] opaque(PixelSize size) {
        byte[] opaque = new byte[Math.multiplyExact(size.width(), size.height())];
        Arrays.fill(opaque, (byte) 255);
        return opaque;
    }

    private static Raster checked(BufferedImage image, PixelSize size) {
        if (image.getWidth() != size.width() || image.getHeight() != size.height()) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its sizes contradict each other");
        }
        return image.getRaster();
    }

    /// A lossless frame that is cut off. The library reads it to its end or not at all, so it is read with one byte
    /// again and again behind it, and with another one: what came is what both agree on.
    private Vp8Picture.Frame cutLossless(PixelSize size, BooleanSupplier cancelled) {
        List<Bitmap> readings = new ArrayList<>();
        for (int i = 0; i < PADDINGS.length && readings.size() < 2; i++) {
            try {
                BufferedImage image = SampleReader.of(ImageFormat.WEBP).padded(bareFrame(), PADDINGS[i], cancelled);
                readings.add(RasterPixels.toBitmap(checked(image, size), SampleColours.Rgb.of(8), cancelled));
            } catch (ImageFormatException nonsense) {
                if (nonsense.kind() != ImageFormatException.Kind.DAMAGED) {
                    throw nonsense;
                }
            }
        }
        if (readings.size() < 2) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its picture ends too early");
        }
        int same = Arrays.mismatch(readings.get(0).rgb(), readings.get(1).rgb());
        return Vp8Picture.Frame.of(
                readings.getFirst(), same < 0 ? size.height() : same / (size.width() * Bitmap.CHANNELS));
    }

    private void readChunks(long start, long end, boolean inFrame) {
        long at = start;
        while (at + CHUNK_HEADER_BYTES <= end) {
            long length = file.u32(at + 4, "chunk");
            long data = at + CHUNK_HEADER_BYTES;
            if (file.tag(at, "VP8X")) {
                canvasWidth = file.u24(data + 4, "header") + 1;
                canvasHeight = file.u24(data + 7, "header") + 1;
            } else if (file.tag(at, "EXIF") && file.has(data, length)) {
                orientation.exif(file.bytes(), (int) data, (int) length);
            } else if (file.tag(at, "XMP ") && file.has(data, length)) {
                orientation.xmp(file.bytes(), (int) data, (int) length);
            } else if (frameAt < 0 && file.tag(at, "ALPH")) {
                file.need(data, length, "transparency");
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

    private PixelSize frameSize(PictureLimits limits) {
        long data = frameAt + CHUNK_HEADER_BYTES;
        if (file.tag(frameAt, "VP8L")) {
            if (file.u8(data, "picture") != 0x2f) {
                throw ImageFormatException.damaged(ImageFormat.WEBP, "its lossless picture has no signature");
            }
            long sizes = file.u32(data + 1, "picture");
            return limits.check(ImageFormat.WEBP, (sizes & 0x3fff) + 1, (sizes >> 14 & 0x3fff) + 1);
        }
        if (file.u24(data + 3, "picture") != 0x2a019d) {
            throw ImageFormatException.damaged(ImageFormat.WEBP, "its picture does not begin with a key frame");
        }
        return limits.check(
                ImageFormat.WEBP, file.u16(data + 6, "picture") & 0x3fff, file.u16(data + 8, "picture") & 0x3fff);
    }

    /// A file with the frame alone. One that is cut off claims to be whole.
    private byte[] bareFrame() {
        byte[] content = content(frameAt);
        long length = file.u32(frameAt + 4, "picture");
        int padding = content.length == length ? content.length & 1 : 0;
        return ByteBuffer.allocate(RIFF_BYTES + CHUNK_HEADER_BYTES + content.length + padding)
                .order(ByteOrder.LITTLE_ENDIAN)
                .put("RIFF".getBytes(StandardCharsets.US_ASCII))
                .putInt((int) (4 + CHUNK_HEADER_BYTES + length + (length & 1)))
                .put("WEBP".getBytes(StandardCharsets.US_ASCII))
                .put(file.bytes(), (int) frameAt, CHUNK_HEADER_BYTES)
                .put(content)
                .array();
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

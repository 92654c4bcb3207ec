package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/// The Windows Imaging Component. Windows 11 has the codecs; Windows 10 gets them from its store. Stateless; any
/// thread.
final class WindowsCodec implements SystemCodec {
    /// `WINCODEC_ERR_COMPONENTNOTFOUND`, `WINCODEC_ERR_COMPONENTINITIALIZEFAILURE`, `MF_E_TOPO_CODEC_NOT_FOUND`.
    private static final int NO_COMPONENT = 0x88982F50;

    private static final int NO_START = 0x88982F8B;
    private static final int NO_CODEC = 0xC00D5212;

    // Methods by their places in the tables of wincodec.h and objidl.h.
    private static final int FACTORY_DECODER_FROM_STREAM = 4;
    private static final int FACTORY_FORMAT_CONVERTER = 10;
    private static final int FACTORY_STREAM = 14;
    private static final int STREAM_FROM_MEMORY = 16;
    private static final int DECODER_FRAME = 13;
    private static final int SOURCE_SIZE = 3;
    private static final int SOURCE_COPY_PIXELS = 7;
    private static final int CONVERTER_INITIALIZE = 8;

    /// `GUID_WICPixelFormat32bppRGBA`.
    static final Guid RGBA = new Guid(0xf5c7ad2d, 0x6a8d, 0x43dd, 0xa7a8a29935261ae9L);

    private final WindowsImaging imaging;

    WindowsCodec(WindowsImaging imaging) {
        this.imaging = imaging;
    }

    static WindowsCodec ofThisSystem() {
        return new WindowsCodec(Ole32.ofThisSystem());
    }

    @Override
    public SystemPixels decode(byte[] file, SizeCheck size) throws SystemCodecException {
        boolean entered = imaging.enter();
        try (Arena arena = Arena.ofConfined();
                var objects = new ComObjects(arena)) {
            MemorySegment factory = objects.owned(imaging.factory(arena));
            MemorySegment stream = objects.made(factory, FACTORY_STREAM);
            objects.call(stream, STREAM_FROM_MEMORY, arena.allocateFrom(JAVA_BYTE, file), file.length);
            MemorySegment decoder = objects.made(factory, FACTORY_DECODER_FROM_STREAM, stream, MemorySegment.NULL, 0);
            MemorySegment frame = objects.made(decoder, DECODER_FRAME, 0);
            MemorySegment sides = arena.allocate(JAVA_INT, 2);
            objects.call(frame, SOURCE_SIZE, sides.asSlice(0, 4), sides.asSlice(4, 4));
            long width = Integer.toUnsignedLong(sides.get(JAVA_INT, 0));
            long height = Integer.toUnsignedLong(sides.get(JAVA_INT, 4));
            size.check(width, height);
            MemorySegment converter = objects.made(factory, FACTORY_FORMAT_CONVERTER);
            objects.call(converter, CONVERTER_INITIALIZE, frame, RGBA.in(arena), 0, MemorySegment.NULL, 0.0, 0);
            byte[] rgba = new byte[SystemPixels.byteSize((int) width, (int) height)];
            MemorySegment pixels = arena.allocate(rgba.length);
            objects.call(converter, SOURCE_COPY_PIXELS, MemorySegment.NULL, (int) width * 4, rgba.length, pixels);
            MemorySegment.copy(pixels, JAVA_BYTE, 0, rgba, 0, rgba.length);
            return new SystemPixels((int) width, (int) height, rgba);
        } finally {
            if (entered) {
                imaging.leave();
            }
        }
    }

    /// What a result that says failure means.
    static SystemCodecException failure(int result) {
        return switch (result) {
            case NO_COMPONENT, NO_START, NO_CODEC ->
                new SystemCodecException(SystemCodecException.Missing.WINDOWS_EXTENSIONS);
            default -> new SystemCodecException("Windows says 0x" + Integer.toHexString(result));
        };
    }
}

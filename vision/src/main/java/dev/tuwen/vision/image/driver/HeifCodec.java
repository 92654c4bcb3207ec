package dev.tuwen.vision.image.driver;

import dev.tuwen.vision.image.driver.HeifFunctions.Plane;
import dev.tuwen.vision.image.driver.HeifFunctions.Result;
import dev.tuwen.vision.image.driver.HeifFunctions.Status;
import dev.tuwen.vision.image.driver.SystemCodecException.Missing;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/// libheif, where it is installed: how Linux decodes these pictures. Rotation and cropping are its affair. Stateless;
/// any thread.
final class HeifCodec implements SystemCodec {
    private final Optional<HeifFunctions> functions;

    /// @param functions empty where the library is not installed
    HeifCodec(Optional<HeifFunctions> functions) {
        this.functions = functions;
    }

    static HeifCodec ofThisSystem() {
        return new HeifCodec(Libheif.find());
    }

    @Override
    public SystemPixels decode(byte[] file, SizeCheck size) throws SystemCodecException {
        if (functions.isEmpty()) {
            throw new SystemCodecException(Missing.LIBHEIF);
        }
        HeifFunctions heif = functions.get();
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment context = heif.contextAlloc();
            try {
                MemorySegment copy = arena.allocateFrom(ValueLayout.JAVA_BYTE, file);
                check(heif.contextReadFromMemory(context, copy));
                return decode(heif, context, size);
            } finally {
                heif.contextFree(context);
            }
        }
    }

    private static SystemPixels decode(HeifFunctions heif, MemorySegment context, SizeCheck size)
            throws SystemCodecException {
        MemorySegment handle = checked(heif.primaryImageHandle(context));
        try {
            size.check(heif.handleWidth(handle), heif.handleHeight(handle));
            MemorySegment image = checked(heif.decodeImage(handle));
            try {
                int width = heif.imageWidth(image);
                int height = heif.imageHeight(image);
                size.check(width, height);
                byte[] rgba = rows(heif.plane(image, height), width, height);
                return heif.isPremultiplied(handle)
                        ? SystemPixels.premultiplied(width, height, rgba)
                        : new SystemPixels(width, height, rgba);
            } finally {
                heif.imageRelease(image);
            }
        } finally {
            heif.handleRelease(handle);
        }
    }

    private static byte[] rows(Plane plane, int width, int height) {
        byte[] rgba = new byte[SystemPixels.byteSize(width, height)];
        int rowBytes = SystemPixels.byteSize(width, 1);
        for (int y = 0; y < height; y++) {
            MemorySegment.copy(
                    plane.memory(), ValueLayout.JAVA_BYTE, (long) y * plane.pitch(), rgba, y * rowBytes, rowBytes);
        }
        return rgba;
    }

    private static MemorySegment checked(Result result) throws SystemCodecException {
        check(result.status());
        return result.pointer();
    }

    private static void check(Status status) throws SystemCodecException {
        if (status.code() == HeifFunctions.UNSUPPORTED_FEATURE && status.detail() == HeifFunctions.UNSUPPORTED_CODEC) {
            throw new SystemCodecException(Missing.LIBHEIF_DECODER);
        }
        if (!status.isFine()) {
            throw new SystemCodecException(status.message());
        }
    }
}

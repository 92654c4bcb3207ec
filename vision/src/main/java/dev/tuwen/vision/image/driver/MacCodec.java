package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.OptionalInt;

/// ImageIO of macOS, which has these codecs itself. Stateless; any thread.
final class MacCodec implements SystemCodec {
    private static final String UNDECODABLE = "macOS cannot decode it";

    private final AppleFunctions apple;

    MacCodec(AppleFunctions apple) {
        this.apple = apple;
    }

    static MacCodec ofThisSystem() {
        return new MacCodec(ImageIo.ofThisSystem());
    }

    @Override
    public SystemPixels decode(byte[] file, SizeCheck size) throws SystemCodecException {
        MemorySegment source = made(apple.source(file));
        try {
            AppleFunctions.Sides sides = apple.sides(source);
            int longest = Math.max(known(sides.width()), known(sides.height()));
            size.check(sides.width().orElse(0), sides.height().orElse(0));
            MemorySegment image = made(apple.upright(source, longest));
            try {
                long width = apple.width(image);
                long height = apple.height(image);
                size.check(width, height);
                return drawn(image, (int) width, (int) height);
            } finally {
                apple.release(image);
            }
        } finally {
            apple.release(source);
        }
    }

    private SystemPixels drawn(MemorySegment image, int width, int height) throws SystemCodecException {
        byte[] rgba = new byte[SystemPixels.byteSize(width, height)];
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pixels = arena.allocate(rgba.length);
            if (!apple.draw(image, width, height, pixels)) {
                throw new SystemCodecException(UNDECODABLE);
            }
            MemorySegment.copy(pixels, JAVA_BYTE, 0, rgba, 0, rgba.length);
        }
        return SystemPixels.premultiplied(width, height, rgba);
    }

    private static int known(OptionalInt side) throws SystemCodecException {
        return side.orElseThrow(() -> new SystemCodecException(UNDECODABLE));
    }

    private static MemorySegment made(MemorySegment object) throws SystemCodecException {
        if (object.equals(MemorySegment.NULL)) {
            throw new SystemCodecException(UNDECODABLE);
        }
        return object;
    }
}

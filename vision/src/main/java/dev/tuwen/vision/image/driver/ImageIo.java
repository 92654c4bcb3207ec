package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/// The frameworks CoreFoundation, CoreGraphics and ImageIO of macOS. Made once; nothing to close; any thread.
@SuppressWarnings("restricted")
final class ImageIo implements AppleFunctions {
    /// `struct CGRect`.
    private static final StructLayout RECTANGLE =
            MemoryLayout.structLayout(JAVA_DOUBLE, JAVA_DOUBLE, JAVA_DOUBLE, JAVA_DOUBLE);

    /// `kCFNumberIntType`, `kCGColorSpaceModelRGB` and `kCGImageAlphaPremultipliedLast`.
    private static final long INT = 9;

    private static final int MODEL_RGB = 1;
    private static final int PREMULTIPLIED_LAST = 1;

    private final SymbolLookup symbols =
            framework("CoreFoundation").or(framework("CoreGraphics")).or(framework("ImageIO"));
    // CFDataRef CFDataCreate(CFAllocatorRef, const UInt8 *bytes, CFIndex length)
    private final MethodHandle dataCreate =
            function("CFDataCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
    // CFNumberRef CFNumberCreate(CFAllocatorRef, CFNumberType, const void *value)
    private final MethodHandle numberCreate =
            function("CFNumberCreate", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    // Boolean CFNumberGetValue(CFNumberRef, CFNumberType, void *value)
    private final MethodHandle numberValue =
            function("CFNumberGetValue", FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS, JAVA_LONG, ADDRESS));
    // CFDictionaryRef CFDictionaryCreate(CFAllocatorRef, const void **keys, const void **values, CFIndex,
    //         const CFDictionaryKeyCallBacks *, const CFDictionaryValueCallBacks *)
    private final MethodHandle dictionaryCreate = function(
            "CFDictionaryCreate",
            FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS, ADDRESS));
    // const void *CFDictionaryGetValue(CFDictionaryRef, const void *key)
    private final MethodHandle dictionaryValue =
            function("CFDictionaryGetValue", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    // void CFRelease(CFTypeRef)
    private final MethodHandle release = function("CFRelease", FunctionDescriptor.ofVoid(ADDRESS));
    // CGImageSourceRef CGImageSourceCreateWithData(CFDataRef, CFDictionaryRef options)
    private final MethodHandle sourceCreate =
            function("CGImageSourceCreateWithData", FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
    // CFDictionaryRef CGImageSourceCopyPropertiesAtIndex(CGImageSourceRef, size_t, CFDictionaryRef options)
    private final MethodHandle sourceProperties =
            function("CGImageSourceCopyPropertiesAtIndex", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    // CGImageRef CGImageSourceCreateThumbnailAtIndex(CGImageSourceRef, size_t, CFDictionaryRef options)
    private final MethodHandle thumbnail = function(
            "CGImageSourceCreateThumbnailAtIndex", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
    // size_t CGImageGetWidth(CGImageRef)
    private final MethodHandle imageWidth = function("CGImageGetWidth", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    // size_t CGImageGetHeight(CGImageRef)
    private final MethodHandle imageHeight = function("CGImageGetHeight", FunctionDescriptor.of(JAVA_LONG, ADDRESS));
    // CGColorSpaceRef CGImageGetColorSpace(CGImageRef)
    private final MethodHandle imageSpace = function("CGImageGetColorSpace", FunctionDescriptor.of(ADDRESS, ADDRESS));
    // CGColorSpaceModel CGColorSpaceGetModel(CGColorSpaceRef)
    private final MethodHandle spaceModel = function("CGColorSpaceGetModel", FunctionDescriptor.of(JAVA_INT, ADDRESS));
    // CGColorSpaceRef CGColorSpaceCreateWithName(CFStringRef)
    private final MethodHandle spaceCreate =
            function("CGColorSpaceCreateWithName", FunctionDescriptor.of(ADDRESS, ADDRESS));
    // CGContextRef CGBitmapContextCreate(void *data, size_t width, size_t height, size_t bitsPerComponent,
    //         size_t bytesPerRow, CGColorSpaceRef, uint32_t bitmapInfo)
    private final MethodHandle contextCreate = function(
            "CGBitmapContextCreate",
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, ADDRESS, JAVA_INT));
    // void CGContextDrawImage(CGContextRef, CGRect, CGImageRef)
    private final MethodHandle drawImage =
            function("CGContextDrawImage", FunctionDescriptor.ofVoid(ADDRESS, RECTANGLE, ADDRESS));

    private ImageIo() {}

    private static final class Found {
        static final ImageIo FRAMEWORKS = new ImageIo();
    }

    static ImageIo ofThisSystem() {
        return Found.FRAMEWORKS;
    }

    /// Frameworks are no files any more, but the system's linker still knows them by the paths they had.
    private static SymbolLookup framework(String name) {
        return SymbolLookup.libraryLookup("/System/Library/Frameworks/" + name + ".framework/" + name, Arena.global());
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(symbols.findOrThrow(name), type);
    }

    /// The object a constant of a framework points to.
    private MemorySegment constant(String name) {
        return symbols.findOrThrow(name).reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
    }

    @Override
    public MemorySegment source(byte[] file) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocateFrom(JAVA_BYTE, file);
            MemorySegment data = (MemorySegment) dataCreate.invokeExact(MemorySegment.NULL, bytes, (long) file.length);
            if (data.equals(MemorySegment.NULL)) {
                return data;
            }
            try {
                return (MemorySegment) sourceCreate.invokeExact(data, MemorySegment.NULL);
            } finally {
                release(data);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public Sides sides(MemorySegment source) {
        try {
            MemorySegment properties = (MemorySegment) sourceProperties.invokeExact(source, 0L, MemorySegment.NULL);
            if (properties.equals(MemorySegment.NULL)) {
                return new Sides(OptionalInt.empty(), OptionalInt.empty());
            }
            try {
                return new Sides(
                        number(properties, "kCGImagePropertyPixelWidth"),
                        number(properties, "kCGImagePropertyPixelHeight"));
            } finally {
                release(properties);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private OptionalInt number(MemorySegment dictionary, String key) throws Throwable {
        MemorySegment number = (MemorySegment) dictionaryValue.invokeExact(dictionary, constant(key));
        if (number.equals(MemorySegment.NULL)) {
            return OptionalInt.empty();
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment value = arena.allocate(JAVA_INT);
            boolean exact = (boolean) numberValue.invokeExact(number, INT, value);
            return exact ? OptionalInt.of(value.get(JAVA_INT, 0)) : OptionalInt.empty();
        }
    }

    @Override
    public MemorySegment upright(MemorySegment source, int longest) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = (MemorySegment)
                    numberCreate.invokeExact(MemorySegment.NULL, INT, arena.allocateFrom(JAVA_INT, longest));
            MemorySegment keys = pointers(
                    arena,
                    constant("kCGImageSourceCreateThumbnailFromImageAlways"),
                    constant("kCGImageSourceCreateThumbnailWithTransform"),
                    constant("kCGImageSourceThumbnailMaxPixelSize"));
            MemorySegment yes = constant("kCFBooleanTrue");
            MemorySegment values = pointers(arena, yes, yes, number);
            MemorySegment options = (MemorySegment) dictionaryCreate.invokeExact(
                    MemorySegment.NULL,
                    keys,
                    values,
                    3L,
                    symbols.findOrThrow("kCFTypeDictionaryKeyCallBacks"),
                    symbols.findOrThrow("kCFTypeDictionaryValueCallBacks"));
            try {
                return (MemorySegment) thumbnail.invokeExact(source, 0L, options);
            } finally {
                release(options);
                release(number);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static MemorySegment pointers(Arena arena, MemorySegment... pointers) {
        MemorySegment array = arena.allocate(ADDRESS, pointers.length);
        for (int i = 0; i < pointers.length; i++) {
            array.setAtIndex(ADDRESS, i, pointers[i]);
        }
        return array;
    }

    @Override
    public long width(MemorySegment image) {
        try {
            return (long) imageWidth.invokeExact(image);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public long height(MemorySegment image) {
        try {
            return (long) imageHeight.invokeExact(image);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public boolean draw(MemorySegment image, int width, int height, MemorySegment rgba) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment own = (MemorySegment) imageSpace.invokeExact(image);
            boolean colours = !own.equals(MemorySegment.NULL) && (int) spaceModel.invokeExact(own) == MODEL_RGB;
            MemorySegment space =
                    colours ? own : (MemorySegment) spaceCreate.invokeExact(constant("kCGColorSpaceSRGB"));
            try {
                MemorySegment context = (MemorySegment) contextCreate.invokeExact(
                        rgba, (long) width, (long) height, 8L, 4L * width, space, PREMULTIPLIED_LAST);
                if (context.equals(MemorySegment.NULL)) {
                    return false;
                }
                MemorySegment all = arena.allocate(RECTANGLE);
                all.setAtIndex(JAVA_DOUBLE, 2, width);
                all.setAtIndex(JAVA_DOUBLE, 3, height);
                drawImage.invokeExact(context, all, image);
                release(context);
                return true;
            } finally {
                if (!colours) {
                    release(space);
                }
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void release(MemorySegment object) {
        try {
            release.invokeExact(object);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("ImageIO of macOS cannot be called", cause);
    }
}

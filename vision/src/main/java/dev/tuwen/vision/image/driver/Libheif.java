package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.StructLayout;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// `libheif.so.1`, found by name, opened once and never closed. Functions as `libheif/heif.h` declares them since 1.3.
/// Stateless; any thread.
@SuppressWarnings("restricted")
final class Libheif implements HeifFunctions {
    private static final String NAME = "libheif.so.1";

    /// `heif_colorspace_RGB`, `heif_chroma_interleaved_RGBA` and `heif_channel_interleaved`.
    private static final int RGB = 1;

    private static final int RGBA = 11;
    private static final int INTERLEAVED = 10;

    /// `struct heif_error { int code; int subcode; const char *message; }`
    private static final StructLayout ERROR = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, ADDRESS);

    /// The member `convert_hdr_to_8bit` of `struct heif_decoding_options`, which is there from version 2 of it.
    private static final long TO_8_BITS_AT = 40;

    private static final int LONGEST_MESSAGE = 1024;

    private final SymbolLookup library;
    private final MethodHandle contextAlloc;
    private final MethodHandle contextFree;
    private final MethodHandle readFromMemory;
    private final MethodHandle primaryHandle;
    private final MethodHandle handleRelease;
    private final MethodHandle handleWidth;
    private final MethodHandle handleHeight;
    private final Optional<MethodHandle> premultiplied;
    private final MethodHandle optionsAlloc;
    private final MethodHandle optionsFree;
    private final MethodHandle decodeImage;
    private final MethodHandle imageWidth;
    private final MethodHandle imageHeight;
    private final MethodHandle planeReadonly;
    private final MethodHandle imageRelease;

    private Libheif(SymbolLookup library) {
        this.library = library;
        // struct heif_context *heif_context_alloc(void)
        contextAlloc = function("heif_context_alloc", FunctionDescriptor.of(ADDRESS));
        // void heif_context_free(struct heif_context *)
        contextFree = function("heif_context_free", FunctionDescriptor.ofVoid(ADDRESS));
        // struct heif_error heif_context_read_from_memory_without_copy(struct heif_context *, const void *, size_t,
        //         const struct heif_reading_options *)
        readFromMemory = function(
                "heif_context_read_from_memory_without_copy",
                FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        // struct heif_error heif_context_get_primary_image_handle(struct heif_context *, struct heif_image_handle **)
        primaryHandle =
                function("heif_context_get_primary_image_handle", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
        // void heif_image_handle_release(const struct heif_image_handle *)
        handleRelease = function("heif_image_handle_release", FunctionDescriptor.ofVoid(ADDRESS));
        // int heif_image_handle_get_width(const struct heif_image_handle *)
        handleWidth = function("heif_image_handle_get_width", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        // int heif_image_handle_get_height(const struct heif_image_handle *)
        handleHeight = function("heif_image_handle_get_height", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        // int heif_image_handle_is_premultiplied_alpha(const struct heif_image_handle *), since 1.12
        premultiplied = library.find("heif_image_handle_is_premultiplied_alpha")
                .map(address ->
                        Linker.nativeLinker().downcallHandle(address, FunctionDescriptor.of(JAVA_INT, ADDRESS)));
        // struct heif_decoding_options *heif_decoding_options_alloc(void)
        optionsAlloc = function("heif_decoding_options_alloc", FunctionDescriptor.of(ADDRESS));
        // void heif_decoding_options_free(struct heif_decoding_options *)
        optionsFree = function("heif_decoding_options_free", FunctionDescriptor.ofVoid(ADDRESS));
        // struct heif_error heif_decode_image(const struct heif_image_handle *, struct heif_image **,
        //         enum heif_colorspace, enum heif_chroma, const struct heif_decoding_options *)
        decodeImage = function(
                "heif_decode_image", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        // int heif_image_get_width(const struct heif_image *, enum heif_channel)
        imageWidth = function("heif_image_get_width", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        // int heif_image_get_height(const struct heif_image *, enum heif_channel)
        imageHeight = function("heif_image_get_height", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        // const uint8_t *heif_image_get_plane_readonly(const struct heif_image *, enum heif_channel, int *stride)
        planeReadonly =
                function("heif_image_get_plane_readonly", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
        // void heif_image_release(const struct heif_image *)
        imageRelease = function("heif_image_release", FunctionDescriptor.ofVoid(ADDRESS));
    }

    private static final class Found {
        static final Optional<HeifFunctions> LIBRARY = open();
    }

    /// The library, if it is installed and has these functions.
    static Optional<HeifFunctions> find() {
        return Found.LIBRARY;
    }

    private static Optional<HeifFunctions> open() {
        try {
            return Optional.of(new Libheif(SymbolLookup.libraryLookup(NAME, Arena.global())));
        } catch (RuntimeException | LinkageError notThere) {
            System.getLogger(Libheif.class.getName()).log(System.Logger.Level.DEBUG, "no " + NAME, notThere);
            return Optional.empty();
        }
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    @Override
    public MemorySegment contextAlloc() {
        try {
            return (MemorySegment) contextAlloc.invokeExact();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public Status contextReadFromMemory(MemorySegment context, MemorySegment file) {
        try (Arena arena = Arena.ofConfined()) {
            return status((MemorySegment) readFromMemory.invokeExact(
                    (SegmentAllocator) arena, context, file, file.byteSize(), MemorySegment.NULL));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public Result primaryImageHandle(MemorySegment context) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment handle = arena.allocate(ADDRESS);
            Status status =
                    status((MemorySegment) primaryHandle.invokeExact((SegmentAllocator) arena, context, handle));
            return new Result(status, handle.get(ADDRESS, 0));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int handleWidth(MemorySegment handle) {
        try {
            return (int) handleWidth.invokeExact(handle);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int handleHeight(MemorySegment handle) {
        try {
            return (int) handleHeight.invokeExact(handle);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public boolean isPremultiplied(MemorySegment handle) {
        try {
            return premultiplied.isPresent() && (int) premultiplied.get().invokeExact(handle) != 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public Result decodeImage(MemorySegment handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment options = (MemorySegment) optionsAlloc.invokeExact();
            try {
                MemorySegment readable = options.reinterpret(TO_8_BITS_AT + 1);
                if (readable.get(JAVA_BYTE, 0) >= 2) {
                    readable.set(JAVA_BYTE, TO_8_BITS_AT, (byte) 1);
                }
                MemorySegment image = arena.allocate(ADDRESS);
                Status status = status((MemorySegment)
                        decodeImage.invokeExact((SegmentAllocator) arena, handle, image, RGB, RGBA, options));
                return new Result(status, image.get(ADDRESS, 0));
            } finally {
                optionsFree.invokeExact(options);
            }
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int imageWidth(MemorySegment image) {
        try {
            return (int) imageWidth.invokeExact(image, INTERLEAVED);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public int imageHeight(MemorySegment image) {
        try {
            return (int) imageHeight.invokeExact(image, INTERLEAVED);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public Plane plane(MemorySegment image, int rows) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment pitch = arena.allocate(JAVA_INT);
            MemorySegment plane = (MemorySegment) planeReadonly.invokeExact(image, INTERLEAVED, pitch);
            return new Plane(plane.reinterpret((long) rows * pitch.get(JAVA_INT, 0)), pitch.get(JAVA_INT, 0));
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void imageRelease(MemorySegment image) {
        release(imageRelease, image);
    }

    @Override
    public void handleRelease(MemorySegment handle) {
        release(handleRelease, handle);
    }

    @Override
    public void contextFree(MemorySegment context) {
        release(contextFree, context);
    }

    private static void release(MethodHandle function, MemorySegment pointer) {
        try {
            function.invokeExact(pointer);
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    private static Status status(MemorySegment error) {
        MemorySegment message = error.get(ADDRESS, 8);
        return new Status(
                error.get(JAVA_INT, 0),
                error.get(JAVA_INT, 4),
                message.equals(MemorySegment.NULL)
                        ? ""
                        : message.reinterpret(LONGEST_MESSAGE).getString(0, StandardCharsets.UTF_8));
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("libheif cannot be called", cause);
    }
}

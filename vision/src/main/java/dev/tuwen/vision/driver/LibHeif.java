package dev.tuwen.vision.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.tuwen.vision.driver.HeifException.Reason;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// libheif, where it is installed: found by its name, loaded when the first such picture comes, kept as long as the
/// process. Decodes HEVC and AV1 with the decoders it was built with, or finds as plugins.
public final class LibHeif implements HeifDecoder {
    /// `struct heif_error { int code; int subcode; const char *message; }`.
    private static final MemoryLayout ERROR = MemoryLayout.structLayout(JAVA_INT, JAVA_INT, ADDRESS);

    private static final long MESSAGE_AT = 8;
    private static final long LONGEST_MESSAGE = 1024;

    private static final int UNSUPPORTED_FEATURE = 4;
    private static final int OUT_OF_MEMORY = 6;
    private static final int PLUGIN_MISSING = 11;
    private static final int SECURITY_LIMIT = 1000;
    private static final int UNSUPPORTED_CODEC = 3000;

    private static final int COLORSPACE_RGB = 1;
    private static final int CHROMA_RGBA = 11;
    private static final int CHANNEL_INTERLEAVED = 10;
    private static final int SAMPLES = 4;

    private final MethodHandle alloc;
    private final MethodHandle free;
    private final MethodHandle limit;
    private final MethodHandle read;
    private final MethodHandle primary;
    private final MethodHandle releaseHandle;
    private final MethodHandle handleWidth;
    private final MethodHandle handleHeight;
    private final MethodHandle decode;
    private final MethodHandle releaseImage;
    private final MethodHandle imageWidth;
    private final MethodHandle imageHeight;
    private final MethodHandle plane;

    /// Side of the largest square that the library may decode.
    private final int largestSide;

    /// Loaded once, with the first picture that needs it.
    private static final class Installed {
        static final Optional<LibHeif> LIBRARY = load();

        private Installed() {}
    }

    @SuppressWarnings("restricted")
    private LibHeif(SymbolLookup library, int largestSide) {
        this.largestSide = largestSide;
        // struct heif_context *heif_context_alloc(void)
        alloc = function(library, "heif_context_alloc", FunctionDescriptor.of(ADDRESS));
        // void heif_context_free(struct heif_context *)
        free = function(library, "heif_context_free", FunctionDescriptor.ofVoid(ADDRESS));
        // void heif_context_set_maximum_image_size_limit(struct heif_context *, int side)
        limit = function(
                library, "heif_context_set_maximum_image_size_limit", FunctionDescriptor.ofVoid(ADDRESS, JAVA_INT));
        // struct heif_error heif_context_read_from_memory_without_copy(ctx *, const void *, size_t, options *)
        read = function(
                library,
                "heif_context_read_from_memory_without_copy",
                FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_LONG, ADDRESS));
        // struct heif_error heif_context_get_primary_image_handle(ctx *, struct heif_image_handle **)
        primary = function(
                library, "heif_context_get_primary_image_handle", FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS));
        // void heif_image_handle_release(const struct heif_image_handle *)
        releaseHandle = function(library, "heif_image_handle_release", FunctionDescriptor.ofVoid(ADDRESS));
        // int heif_image_handle_get_width(const struct heif_image_handle *)
        handleWidth = function(library, "heif_image_handle_get_width", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        handleHeight = function(library, "heif_image_handle_get_height", FunctionDescriptor.of(JAVA_INT, ADDRESS));
        // struct heif_error heif_decode_image(handle *, struct heif_image **, enum colorspace, enum chroma, options *)
        decode = function(
                library,
                "heif_decode_image",
                FunctionDescriptor.of(ERROR, ADDRESS, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS));
        // void heif_image_release(const struct heif_image *)
        releaseImage = function(library, "heif_image_release", FunctionDescriptor.ofVoid(ADDRESS));
        // int heif_image_get_width(const struct heif_image *, enum heif_channel)
        imageWidth = function(library, "heif_image_get_width", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        imageHeight = function(library, "heif_image_get_height", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
        // const uint8_t *heif_image_get_plane_readonly(const struct heif_image *, enum heif_channel, int *stride)
        plane = function(
                library, "heif_image_get_plane_readonly", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_INT, ADDRESS));
    }

    @SuppressWarnings("restricted")
    private static MethodHandle function(SymbolLookup library, String name, FunctionDescriptor descriptor) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), descriptor);
    }

    /// The library; empty where it is not installed.
    public static Optional<LibHeif> installed() {
        return Installed.LIBRARY;
    }

    @SuppressWarnings("restricted")
    private static Optional<LibHeif> load() {
        for (String name : names(System.getProperty("os.name", ""))) {
            try {
                SymbolLookup library = SymbolLookup.libraryLookup(name, Arena.global());
                return Optional.of(new LibHeif(library, 14_142));
            } catch (RuntimeException | LinkageError absent) {
                System.getLogger(LibHeif.class.getName())
                        .log(System.Logger.Level.DEBUG, "there is no '" + name + "' here", absent);
            }
        }
        return Optional.empty();
    }

    /// What systems call it.
    static List<String> names(String system) {
        String lower = system.toLowerCase(Locale.ROOT);
        if (lower.startsWith("windows")) {
            return List.of("libheif.dll", "heif.dll");
        }
        return lower.startsWith("mac") ? List.of("libheif.1.dylib") : List.of("libheif.so.1");
    }

    @Override
    public Pixels decode(byte[] file, SizeCheck check) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment content = arena.allocate(Math.max(1, file.length));
            MemorySegment.copy(file, 0, content, JAVA_BYTE, 0, file.length);
            MemorySegment context = (MemorySegment) alloc.invokeExact();
            try {
                limit.invokeExact(context, largestSide);
                succeed((MemorySegment) read.invoke(arena, context, content, (long) file.length, MemorySegment.NULL));
                return decode(context, check, arena);
            } finally {
                free.invokeExact(context);
            }
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("calling libheif failed: " + e, e);
        }
    }

    private Pixels decode(MemorySegment context, SizeCheck check, Arena arena) throws Throwable {
        MemorySegment pointer = arena.allocate(ADDRESS);
        succeed((MemorySegment) primary.invoke(arena, context, pointer));
        MemorySegment handle = pointer.get(ADDRESS, 0);
        try {
            check.check((int) handleWidth.invokeExact(handle), (int) handleHeight.invokeExact(handle));
            succeed((MemorySegment)
                    decode.invoke(arena, handle, pointer, COLORSPACE_RGB, CHROMA_RGBA, MemorySegment.NULL));
            MemorySegment image = pointer.get(ADDRESS, 0);
            try {
                return pixels(image, check, arena);
            } finally {
                releaseImage.invokeExact(image);
            }
        } finally {
            releaseHandle.invokeExact(handle);
        }
    }

    /// The decoded picture may have another size than its handle said.
    @SuppressWarnings("restricted")
    private Pixels pixels(MemorySegment image, SizeCheck check, Arena arena) throws Throwable {
        int width = (int) imageWidth.invokeExact(image, CHANNEL_INTERLEAVED);
        int height = (int) imageHeight.invokeExact(image, CHANNEL_INTERLEAVED);
        check.check(width, height);
        MemorySegment strideAt = arena.allocate(JAVA_INT);
        MemorySegment rows = (MemorySegment) plane.invokeExact(image, CHANNEL_INTERLEAVED, strideAt);
        int stride = strideAt.get(JAVA_INT, 0);
        int rowBytes = Math.multiplyExact(width, SAMPLES);
        if (rows.address() == 0 || stride < rowBytes) {
            throw new HeifException(Reason.DAMAGED, "no pixels came");
        }
        MemorySegment all = rows.reinterpret((long) stride * (height - 1) + rowBytes);
        byte[] rgba = new byte[Math.multiplyExact(rowBytes, height)];
        for (int y = 0; y < height; y++) {
            MemorySegment.copy(all, JAVA_BYTE, (long) y * stride, rgba, y * rowBytes, rowBytes);
        }
        return new Pixels(width, height, rgba);
    }

    @SuppressWarnings("restricted")
    private static void succeed(MemorySegment error) {
        int code = error.get(JAVA_INT, 0);
        if (code == 0) {
            return;
        }
        int detail = error.get(JAVA_INT, JAVA_INT.byteSize());
        MemorySegment message = error.get(ADDRESS, MESSAGE_AT);
        String said = message.address() == 0
                ? "error " + code
                : message.reinterpret(LONGEST_MESSAGE).getString(0);
        Reason reason = Reason.DAMAGED;
        if (code == PLUGIN_MISSING || (code == UNSUPPORTED_FEATURE && detail == UNSUPPORTED_CODEC)) {
            reason = Reason.NO_DECODER;
        } else if (code == OUT_OF_MEMORY || detail == SECURITY_LIMIT) {
            reason = Reason.TOO_LARGE;
        }
        throw new HeifException(reason, said.strip());
    }
}

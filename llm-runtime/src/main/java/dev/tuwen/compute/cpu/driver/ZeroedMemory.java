package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Zeroed memory as the C library gives it: pages come into being when they are first written, by whichever thread
/// writes them. An arena writes zeros to all of them at once, on one thread, which takes seconds for the weights of a
/// model.
public final class ZeroedMemory {
    /// Below this, an arena is as fast.
    private static final long LARGE = 1 << 20;

    private static final long PAGE = 4096;

    /// `MADV_POPULATE_WRITE` of Linux 5.14; older ones refuse it.
    private static final int POPULATE_WRITE = 23;

    private ZeroedMemory() {}

    /// Functions of the C library.
    private record Functions(
            MethodHandle calloc,
            MethodHandle free,
            @Nullable MethodHandle madvise) {
        static final Functions INSTANCE = find();

        @SuppressWarnings("restricted")
        private static Functions find() {
            Linker linker = Linker.nativeLinker();
            // void *calloc(size_t count, size_t size)
            MethodHandle calloc = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("calloc"), FunctionDescriptor.of(ADDRESS, JAVA_LONG, JAVA_LONG));
            // void free(void *memory)
            MethodHandle free = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("free"), FunctionDescriptor.ofVoid(ADDRESS));
            // int madvise(void *memory, size_t size, int advice)
            MethodHandle madvise =
                    System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("linux")
                            ? linker.downcallHandle(
                                    linker.defaultLookup().findOrThrow("madvise"),
                                    FunctionDescriptor.of(JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT))
                            : null;
            return new Functions(calloc, free, madvise);
        }
    }

    /// Gives memory that is freed with an arena.
    ///
    /// @param alignment a power of two
    /// @throws OutOfMemoryError if the system has not as much
    /// @throws IllegalStateException if the arena is closed
    @SuppressWarnings("restricted")
    public static MemorySegment allocate(Arena arena, long byteSize, long alignment) {
        if (byteSize < LARGE) {
            return arena.allocate(byteSize, alignment);
        }
        MemorySegment whole = calloc(Math.addExact(byteSize, alignment));
        long gap = Math.floorMod(-whole.address(), alignment);
        Consumer<MemorySegment> free = ZeroedMemory::free;
        try {
            return whole.reinterpret(byteSize + alignment, arena, free).asSlice(gap, byteSize);
        } catch (IllegalStateException | WrongThreadException e) {
            free(whole);
            throw e;
        }
    }

    /// Makes the pages of memory that is about to be written, all at once; one by one, as they are written, is slower.
    /// Nothing where the system cannot.
    public static void populate(MemorySegment memory) {
        long first = memory.address() & -PAGE;
        long end = (memory.address() + memory.byteSize()) & -PAGE;
        MethodHandle madvise = Functions.INSTANCE.madvise;
        if (madvise != null && first < end) {
            try {
                int _ = (int) madvise.invokeExact(first, end - first, POPULATE_WRITE);
            } catch (Throwable e) {
                throw new IllegalStateException("the C library cannot be called", e);
            }
        }
    }

    private static MemorySegment calloc(long byteSize) {
        MemorySegment memory;
        try {
            memory = (MemorySegment) Functions.INSTANCE.calloc.invokeExact(1L, byteSize);
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
        if (memory.address() == 0) {
            throw new OutOfMemoryError("the system has no " + byteSize + " bytes");
        }
        return memory;
    }

    private static void free(MemorySegment memory) {
        try {
            Functions.INSTANCE.free.invokeExact(memory);
        } catch (Throwable e) {
            throw new IllegalStateException("the C library cannot be called", e);
        }
    }
}

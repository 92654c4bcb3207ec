package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Memory a processor may run, and state it may use, as Linux on x86-64 gives them.
final class LinuxMemory {
    private static final int READ_WRITE = 3;
    private static final int READ_RUN = 5;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final long SYS_ARCH_PRCTL = 158;
    private static final long ARCH_REQ_XCOMP_PERM = 0x1023;
    private static final long XFEATURE_XTILEDATA = 18;

    private final Linker linker = Linker.nativeLinker();

    /// Asks that all threads of this process may use the tiles of AMX.
    boolean allowTiles() throws Throwable {
        // long syscall(long number, ...)
        MethodHandle syscall = call(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        return (long) syscall.invokeExact(SYS_ARCH_PRCTL, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
    }

    /// Code in memory that can be run and no longer be written, as long as the process lives; nothing where the system
    /// forbids it.
    @SuppressWarnings("restricted")
    Optional<MemorySegment> executable(byte[] code) throws Throwable {
        // void *mmap(void *wish, size_t size, int protection, int flags, int file, off_t offset)
        MethodHandle mmap = call(
                "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        // int mprotect(void *memory, size_t size, int protection)
        MethodHandle mprotect = call("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        long size = code.length;
        var memory = (MemorySegment) mmap.invokeExact(MemorySegment.NULL, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
        if (memory.address() == -1) {
            return Optional.empty();
        }
        MemorySegment segment = memory.reinterpret(size);
        segment.copyFrom(MemorySegment.ofArray(code));
        return (int) mprotect.invokeExact(memory, size, READ_RUN) == 0
                ? Optional.of(segment.asReadOnly())
                : Optional.empty();
    }

    @SuppressWarnings("restricted")
    private MethodHandle call(String name, FunctionDescriptor function, Linker.Option... options) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
    }
}

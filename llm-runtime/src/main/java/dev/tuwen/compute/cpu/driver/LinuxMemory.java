package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// Memory a processor may run, and state it may use, as Linux on x86-64 gives them.
final class LinuxMemory {
    /// What `mprotect` is asked for.
    static final int READ_RUN = 5;

    private static final int READ_WRITE = 3;
    private static final int PRIVATE_ANONYMOUS = 0x22;
    private static final long FAILED = -1;
    private static final long SYS_ARCH_PRCTL = 158;
    private static final long ARCH_REQ_XCOMP_PERM = 0x1023;
    private static final long XFEATURE_XTILEDATA = 18;

    private final Linker linker = Linker.nativeLinker();

    /// The system does not give what was asked for, and what that was.
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// Asks that all threads of this process may use the tiles of AMX.
    boolean allowTiles() {
        // long syscall(long number, ...)
        MethodHandle syscall = link(
                "syscall",
                FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
                Linker.Option.firstVariadicArg(1));
        try {
            return (long) syscall.invokeExact(SYS_ARCH_PRCTL, ARCH_REQ_XCOMP_PERM, XFEATURE_XTILEDATA) == 0;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Code in memory that can be run and no longer be written, as long as the process lives.
    MemorySegment executable(byte[] code) throws Refused {
        return mapped(code, READ_RUN);
    }

    /// @param protection what the memory may be used for in the end; where that is refused, the memory is given back
    @SuppressWarnings("restricted")
    MemorySegment mapped(byte[] code, int protection) throws Refused {
        // void *mmap(void *wish, size_t size, int protection, int flags, int file, off_t offset)
        MethodHandle mmap = link(
                "mmap", FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
        // int mprotect(void *memory, size_t size, int protection)
        MethodHandle mprotect = link("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        long size = code.length;
        try {
            var memory =
                    (MemorySegment) mmap.invokeExact(MemorySegment.NULL, size, READ_WRITE, PRIVATE_ANONYMOUS, -1, 0L);
            if (memory.address() == FAILED) {
                throw new Refused("the system has no " + size + " bytes for it");
            }
            MemorySegment segment = memory.reinterpret(size);
            segment.copyFrom(MemorySegment.ofArray(code));
            if ((int) mprotect.invokeExact(memory, size, protection) != 0) {
                unmap(memory, size);
                throw new Refused("the system does not let memory become code");
            }
            return segment.asReadOnly();
        } catch (Refused e) {
            throw e;
        } catch (Throwable e) {
            throw broken(e);
        }
    }

    /// Gives memory back; nothing uses it, so that there is nothing to do where even this fails.
    private void unmap(MemorySegment memory, long size) throws Throwable {
        // int munmap(void *memory, size_t size)
        MethodHandle munmap = link("munmap", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));
        int _ = (int) munmap.invokeExact(memory, size);
    }

    private static IllegalStateException broken(Throwable e) {
        return new IllegalStateException("the C library cannot be called", e);
    }

    @SuppressWarnings("restricted")
    private MethodHandle link(String name, FunctionDescriptor function, Linker.Option... options) {
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), function, options);
    }
}

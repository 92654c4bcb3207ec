package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/// Cores as `sysctlbyname` of macOS tells them: level 0 are the fast ones of Apple's processors; Intel's have no
/// levels.
final class MacCores {
    private MacCores() {}

    static OptionalInt performance() {
        OptionalInt fast = integer("hw.perflevel0.physicalcpu");
        return fast.isPresent() ? fast : integer("hw.physicalcpu");
    }

    @SuppressWarnings("restricted")
    private static OptionalInt integer(String name) {
        try (Arena arena = Arena.ofConfined()) {
            Linker linker = Linker.nativeLinker();
            // int sysctlbyname(const char *name, void *old, size_t *oldSize, void *new, size_t newSize)
            MethodHandle sysctlbyname = linker.downcallHandle(
                    linker.defaultLookup().findOrThrow("sysctlbyname"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
            MemorySegment value = arena.allocate(JAVA_INT);
            MemorySegment size = arena.allocateFrom(JAVA_LONG, JAVA_INT.byteSize());
            int result = (int) sysctlbyname.invokeExact(arena.allocateFrom(name), value, size, MemorySegment.NULL, 0L);
            int count = value.get(JAVA_INT, 0);
            return result == 0 && count > 0 ? OptionalInt.of(count) : OptionalInt.empty();
        } catch (Throwable e) {
            System.getLogger(MacCores.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell '" + name + "'", e);
            return OptionalInt.empty();
        }
    }
}

package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.OptionalInt;

/// Cores as `GetLogicalProcessorInformationEx` of Windows tells them: one record a core, with a class of efficiency
/// that is higher the faster the core.
final class WindowsCores {
    /// `RelationProcessorCore`
    private static final int CORES = 0;

    /// Sizes beyond this are no answer: 64 bytes a core.
    private static final int MAXIMUM_BYTES = 1 << 20;

    /// `Relationship` and `Size`, then `Flags`, then `EfficiencyClass`.
    private static final int EFFICIENCY_CLASS = 9;

    private WindowsCores() {}

    @SuppressWarnings("restricted")
    static OptionalInt performance() {
        try (Arena arena = Arena.ofConfined()) {
            // BOOL GetLogicalProcessorInformationEx(int relationship, void *buffer, DWORD *size)
            MethodHandle information = Linker.nativeLinker()
                    .downcallHandle(
                            SymbolLookup.libraryLookup("kernel32.dll", arena)
                                    .findOrThrow("GetLogicalProcessorInformationEx"),
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, ADDRESS, ADDRESS));
            MemorySegment size = arena.allocate(JAVA_INT);
            int _ = (int) information.invokeExact(CORES, MemorySegment.NULL, size);
            int bytes = size.get(JAVA_INT, 0);
            if (bytes <= 0 || bytes > MAXIMUM_BYTES) {
                return OptionalInt.empty();
            }
            MemorySegment records = arena.allocate(bytes, 8);
            int done = (int) information.invokeExact(CORES, records, size);
            return done == 0 ? OptionalInt.empty() : fastest(records);
        } catch (Throwable e) {
            System.getLogger(WindowsCores.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell its cores", e);
            return OptionalInt.empty();
        }
    }

    /// Counts the cores of the highest class.
    ///
    /// @param records `SYSTEM_LOGICAL_PROCESSOR_INFORMATION_EX`, one after the other, each with its own size
    static OptionalInt fastest(MemorySegment records) {
        int best = -1;
        int count = 0;
        long at = 0;
        while (records.byteSize() - at > EFFICIENCY_CLASS) {
            int size = records.get(JAVA_INT_UNALIGNED, at + 4);
            if (size <= EFFICIENCY_CLASS || size > records.byteSize() - at) {
                return OptionalInt.empty();
            }
            if (records.get(JAVA_INT_UNALIGNED, at) == CORES) {
                int efficiency = Byte.toUnsignedInt(records.get(JAVA_BYTE, at + EFFICIENCY_CLASS));
                count = efficiency > best ? 1 : efficiency == best ? count + 1 : count;
                best = Math.max(best, efficiency);
            }
            at += size;
        }
        return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
    }
}

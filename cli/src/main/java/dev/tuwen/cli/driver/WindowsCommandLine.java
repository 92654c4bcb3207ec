package dev.tuwen.cli.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The command line of this process as Windows has it, in UTF-16. The launcher of Java brings it into the code page of
/// the system first, where most of Chinese becomes question marks unless the system is Chinese.
public final class WindowsCommandLine {
    /// More is no command line: Windows ends it at 32,767 characters.
    private static final int MAX_PARTS = 1 << 15;

    private WindowsCommandLine() {}

    /// The program and its arguments; empty where the system does not tell.
    @SuppressWarnings("restricted")
    public static List<String> parts() {
        try (Arena arena = Arena.ofConfined()) {
            return parts(
                    SymbolLookup.libraryLookup("kernel32.dll", arena),
                    SymbolLookup.libraryLookup("shell32.dll", arena),
                    arena);
        } catch (Throwable e) {
            System.getLogger(WindowsCommandLine.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell the command line", e);
            return List.of();
        }
    }

    @SuppressWarnings("restricted")
    private static List<String> parts(SymbolLookup kernel, SymbolLookup shell, Arena arena) throws Throwable {
        Linker linker = Linker.nativeLinker();
        // LPWSTR GetCommandLineW()
        MethodHandle line =
                linker.downcallHandle(kernel.findOrThrow("GetCommandLineW"), FunctionDescriptor.of(ADDRESS));
        // LPWSTR *CommandLineToArgvW(LPCWSTR line, int *count)
        MethodHandle split = linker.downcallHandle(
                shell.findOrThrow("CommandLineToArgvW"), FunctionDescriptor.of(ADDRESS, ADDRESS, ADDRESS));
        // HLOCAL LocalFree(HLOCAL memory)
        MethodHandle free =
                linker.downcallHandle(kernel.findOrThrow("LocalFree"), FunctionDescriptor.of(ADDRESS, ADDRESS));
        MemorySegment count = arena.allocate(JAVA_INT);
        MemorySegment found = (MemorySegment) split.invokeExact((MemorySegment) line.invokeExact(), count);
        if (found.address() == 0) {
            return List.of();
        }
        try {
            var parts = new ArrayList<String>();
            int size = Math.clamp(count.get(JAVA_INT, 0), 0, MAX_PARTS);
            MemorySegment pointers = found.reinterpret(ADDRESS.byteSize() * size);
            for (int i = 0; i < size; i++) {
                MemorySegment part = pointers.getAtIndex(ADDRESS, i).reinterpret(2L * MAX_PARTS);
                parts.add(part.getString(0, StandardCharsets.UTF_16LE));
            }
            return parts;
        } finally {
            MemorySegment _ = (MemorySegment) free.invokeExact(found);
        }
    }
}

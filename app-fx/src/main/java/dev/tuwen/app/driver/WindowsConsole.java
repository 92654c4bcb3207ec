package dev.tuwen.app.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.util.Optional;

/// Where the standard streams of this process lead on Windows.
public final class WindowsConsole {
    /// `STD_ERROR_HANDLE` of the Windows headers.
    private static final int STANDARD_ERROR = -12;

    private WindowsConsole() {}

    /// Whether standard error is a console, which only a console has a mode for; empty where the system does not tell.
    @SuppressWarnings("restricted")
    public static Optional<Boolean> showsErrors() {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup kernel = SymbolLookup.libraryLookup("kernel32.dll", arena);
            Linker linker = Linker.nativeLinker();
            // HANDLE GetStdHandle(DWORD which)
            MethodHandle handle =
                    linker.downcallHandle(kernel.findOrThrow("GetStdHandle"), FunctionDescriptor.of(ADDRESS, JAVA_INT));
            // BOOL GetConsoleMode(HANDLE console, DWORD *mode)
            MethodHandle mode = linker.downcallHandle(
                    kernel.findOrThrow("GetConsoleMode"), FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
            var stream = (MemorySegment) handle.invokeExact(STANDARD_ERROR);
            return Optional.of((int) mode.invokeExact(stream, arena.allocate(JAVA_INT)) != 0);
        } catch (Throwable e) {
            System.getLogger(WindowsConsole.class.getName())
                    .log(System.Logger.Level.DEBUG, "the system does not tell where standard error leads", e);
            return Optional.empty();
        }
    }
}

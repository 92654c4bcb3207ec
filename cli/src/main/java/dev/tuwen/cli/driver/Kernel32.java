package dev.tuwen.cli.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_CHAR;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/// The functions for consoles in the system's own library. Handles are numbers as wide as an address. Made once a
/// process; nothing to close.
@SuppressWarnings("restricted")
final class Kernel32 implements ConsoleFunctions {
    /// `GENERIC_READ | GENERIC_WRITE`: asking for a mode takes both.
    private static final int READ_AND_WRITE = 0xC0000000;

    /// `FILE_SHARE_READ | FILE_SHARE_WRITE`.
    private static final int SHARED = 3;

    /// `OPEN_EXISTING`.
    private static final int EXISTING = 3;

    /// Bytes of an `INPUT_RECORD`, and where in it a `KEY_EVENT_RECORD` says whether a key went down, and of which
    /// character.
    private static final int RECORD_BYTES = 20;

    private static final int KEY_DOWN_AT = 4;
    private static final int CHARACTER_AT = 14;
    private static final short KEY_EVENT = 1;
    private static final int MOST_EVENTS = 1 << 16;

    private final SymbolLookup library = SymbolLookup.libraryLookup("kernel32.dll", Arena.global());
    // HANDLE GetStdHandle(DWORD which)
    private final MethodHandle getStdHandle = function("GetStdHandle", JAVA_LONG, JAVA_INT);
    // HANDLE CreateFileW(LPCWSTR name, DWORD access, DWORD share, void *security, DWORD open, DWORD flags, HANDLE like)
    private final MethodHandle createFile =
            function("CreateFileW", JAVA_LONG, ADDRESS, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT, JAVA_INT, JAVA_LONG);
    // BOOL GetConsoleMode(HANDLE console, DWORD *mode)
    private final MethodHandle getConsoleMode = function("GetConsoleMode", JAVA_INT, JAVA_LONG, ADDRESS);
    // BOOL SetConsoleMode(HANDLE console, DWORD mode)
    private final MethodHandle setConsoleMode = function("SetConsoleMode", JAVA_INT, JAVA_LONG, JAVA_INT);
    // UINT GetConsoleCP()
    private final MethodHandle getConsoleCp = function("GetConsoleCP", JAVA_INT);
    // UINT GetConsoleOutputCP()
    private final MethodHandle getConsoleOutputCp = function("GetConsoleOutputCP", JAVA_INT);
    // BOOL SetConsoleCP(UINT page)
    private final MethodHandle setConsoleCp = function("SetConsoleCP", JAVA_INT, JAVA_INT);
    // BOOL SetConsoleOutputCP(UINT page)
    private final MethodHandle setConsoleOutputCp = function("SetConsoleOutputCP", JAVA_INT, JAVA_INT);
    // BOOL ReadConsoleW(HANDLE console, void *into, DWORD count, DWORD *read, void *control)
    private final MethodHandle readConsole =
            function("ReadConsoleW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS, ADDRESS);
    // BOOL GetNumberOfConsoleInputEvents(HANDLE console, DWORD *count)
    private final MethodHandle countEvents = function("GetNumberOfConsoleInputEvents", JAVA_INT, JAVA_LONG, ADDRESS);
    // BOOL PeekConsoleInputW(HANDLE console, INPUT_RECORD *into, DWORD count, DWORD *read)
    private final MethodHandle peekEvents =
            function("PeekConsoleInputW", JAVA_INT, JAVA_LONG, ADDRESS, JAVA_INT, ADDRESS);

    Kernel32() {}

    private MethodHandle function(String name, MemoryLayout result, MemoryLayout... arguments) {
        return Linker.nativeLinker()
                .downcallHandle(library.findOrThrow(name), FunctionDescriptor.of(result, arguments));
    }

    @Override
    public long standardHandle(int which) {
        try {
            return (long) getStdHandle.invokeExact(which);
        } catch (Throwable e) {
            throw failed("GetStdHandle", e);
        }
    }

    @Override
    public long screen() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment name = arena.allocateFrom("CONOUT$", StandardCharsets.UTF_16LE);
            return (long) createFile.invokeExact(name, READ_AND_WRITE, SHARED, MemorySegment.NULL, EXISTING, 0, 0L);
        } catch (Throwable e) {
            throw failed("CreateFileW", e);
        }
    }

    @Override
    public OptionalInt mode(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment mode = arena.allocate(JAVA_INT);
            boolean known = (int) getConsoleMode.invokeExact(handle, mode) != 0;
            return known ? OptionalInt.of(mode.get(JAVA_INT, 0)) : OptionalInt.empty();
        } catch (Throwable e) {
            throw failed("GetConsoleMode", e);
        }
    }

    @Override
    public boolean setMode(long handle, int mode) {
        try {
            return (int) setConsoleMode.invokeExact(handle, mode) != 0;
        } catch (Throwable e) {
            throw failed("SetConsoleMode", e);
        }
    }

    @Override
    public int codePage(boolean ofOutput) {
        try {
            return ofOutput ? (int) getConsoleOutputCp.invokeExact() : (int) getConsoleCp.invokeExact();
        } catch (Throwable e) {
            throw failed("GetConsoleCP", e);
        }
    }

    @Override
    public boolean setCodePage(boolean ofOutput, int page) {
        try {
            int done = ofOutput ? (int) setConsoleOutputCp.invokeExact(page) : (int) setConsoleCp.invokeExact(page);
            return done != 0;
        } catch (Throwable e) {
            throw failed("SetConsoleCP", e);
        }
    }

    @Override
    public int read(long handle, char[] into) throws IOException {
        int count;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment text = arena.allocate(JAVA_CHAR, into.length);
            MemorySegment read = arena.allocate(JAVA_INT);
            int done = (int) readConsole.invokeExact(handle, text, into.length, read, MemorySegment.NULL);
            count = done == 0 ? -1 : Math.clamp(read.get(JAVA_INT, 0), 0, into.length);
            MemorySegment.copy(text, JAVA_CHAR, 0, into, 0, Math.max(0, count));
        } catch (Throwable e) {
            throw failed("ReadConsoleW", e);
        }
        if (count < 0) {
            throw new IOException("the console cannot be read");
        }
        return count;
    }

    @Override
    public boolean hasTypedLine(long handle) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment number = arena.allocate(JAVA_INT);
            if ((int) countEvents.invokeExact(handle, number) == 0) {
                return false;
            }
            int count = Math.clamp(number.get(JAVA_INT, 0), 0, MOST_EVENTS);
            MemorySegment events = arena.allocate((long) RECORD_BYTES * Math.max(1, count), JAVA_INT.byteAlignment());
            if (count == 0 || (int) peekEvents.invokeExact(handle, events, count, number) == 0) {
                return false;
            }
            return endsLine(events, Math.min(count, number.get(JAVA_INT, 0)));
        } catch (Throwable e) {
            throw failed("PeekConsoleInputW", e);
        }
    }

    /// Whether Enter is among the keys that went down.
    static boolean endsLine(MemorySegment events, int count) {
        for (int i = 0; i < count; i++) {
            MemorySegment event = events.asSlice((long) RECORD_BYTES * i, RECORD_BYTES);
            if (event.get(JAVA_SHORT, 0) == KEY_EVENT
                    && event.get(JAVA_INT, KEY_DOWN_AT) != 0
                    && event.get(JAVA_CHAR, CHARACTER_AT) == '\r') {
                return true;
            }
        }
        return false;
    }

    private static IllegalStateException failed(String function, Throwable cause) {
        return new IllegalStateException("the system's function '" + function + "' cannot be called", cause);
    }
}

package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// Objects of Windows' Component Object Model, whose methods are numbered in a table that each begins with a pointer
/// to. What they give is released when this is closed, the last first. One thread.
final class ComObjects implements AutoCloseable {
    /// `IUnknown::Release`.
    private static final int RELEASE = 2;

    private final Arena arena;
    private final Deque<MemorySegment> open = new ArrayDeque<>();

    /// @param arena for what methods write
    ComObjects(Arena arena) {
        this.arena = arena;
    }

    /// Has an object released.
    MemorySegment owned(MemorySegment object) {
        open.push(object);
        return object;
    }

    /// Calls a method whose last argument receives an object.
    MemorySegment made(MemorySegment object, int method, Object... arguments) throws SystemCodecException {
        MemorySegment place = arena.allocate(ADDRESS);
        var all = new ArrayList<Object>(List.of(arguments));
        all.add(place);
        call(object, method, all.toArray());
        return owned(place.get(ADDRESS, 0));
    }

    /// Calls a method.
    ///
    /// @param arguments numbers of 32 bits, of double precision, or memory
    /// @throws SystemCodecException if it says that it failed
    void call(MemorySegment object, int method, Object... arguments) throws SystemCodecException {
        int result = invoke(object, method, arguments);
        if (result < 0) {
            throw WindowsCodec.failure(result);
        }
    }

    @SuppressWarnings("restricted")
    private static int invoke(MemorySegment object, int method, Object... arguments) {
        MemorySegment table = object.reinterpret(ADDRESS.byteSize()).get(ADDRESS, 0);
        MemorySegment function =
                table.reinterpret((method + 1) * ADDRESS.byteSize()).getAtIndex(ADDRESS, method);
        var layouts = new MemoryLayout[arguments.length + 1];
        var all = new ArrayList<Object>();
        all.add(object);
        layouts[0] = ADDRESS;
        for (int i = 0; i < arguments.length; i++) {
            all.add(arguments[i]);
            layouts[i + 1] =
                    arguments[i] instanceof Integer ? JAVA_INT : arguments[i] instanceof Double ? JAVA_DOUBLE : ADDRESS;
        }
        try {
            return (int) Linker.nativeLinker()
                    .downcallHandle(function, FunctionDescriptor.of(JAVA_INT, layouts))
                    .invokeWithArguments(all);
        } catch (Throwable e) {
            throw new IllegalStateException("method " + method + " of a system's object cannot be called", e);
        }
    }

    @Override
    public void close() {
        while (!open.isEmpty()) {
            invoke(open.pop(), RELEASE);
        }
    }
}

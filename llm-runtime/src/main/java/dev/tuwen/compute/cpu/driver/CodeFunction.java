package dev.tuwen.compute.cpu.driver;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// A function of the machine code, which reads as many of six pointers and four numbers as it has arguments: all are
/// called in one way, since each way takes the linker some ten milliseconds to make. Stateless; any thread.
///
/// It takes some tenths of a millisecond at most and calls nothing, so threads need not be told of it, and arrays are
/// lent as they are.
///
/// @param name as the source has it
/// @param address where it begins
record CodeFunction(String name, MemorySegment address) {
    private static final MethodHandle CALL = link();

    @SuppressWarnings("restricted")
    private static MethodHandle link() {
        return Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.ofVoid(
                                ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                                JAVA_LONG),
                        Linker.Option.critical(true));
    }

    /// Memory a function reads and writes.
    record Pointers(
            MemorySegment first,
            MemorySegment second,
            MemorySegment third,
            MemorySegment fourth,
            MemorySegment fifth,
            MemorySegment sixth) {
        static Pointers of(MemorySegment first, MemorySegment second) {
            return new Pointers(first, second, NULL, NULL, NULL, NULL);
        }

        static Pointers of(MemorySegment first, MemorySegment second, MemorySegment third) {
            return new Pointers(first, second, third, NULL, NULL, NULL);
        }

        static Pointers of(MemorySegment first, MemorySegment second, MemorySegment third, MemorySegment fourth) {
            return new Pointers(first, second, third, fourth, NULL, NULL);
        }

        static Pointers of(
                MemorySegment first,
                MemorySegment second,
                MemorySegment third,
                MemorySegment fourth,
                MemorySegment fifth) {
            return new Pointers(first, second, third, fourth, fifth, NULL);
        }
    }

    void call(Pointers p, long number) {
        call(p, number, 0, 0, 0);
    }

    void call(Pointers p, long first, long second) {
        call(p, first, second, 0, 0);
    }

    void call(Pointers p, long first, long second, long third) {
        call(p, first, second, third, 0);
    }

    void call(Pointers p, long first, long second, long third, long fourth) {
        try {
            CALL.invokeExact(
                    address, p.first, p.second, p.third, p.fourth, p.fifth, p.sixth, first, second, third, fourth);
        } catch (Throwable e) {
            throw new IllegalStateException("the machine code of '" + name + "' cannot be called", e);
        }
    }

    /// Checks a number of rows, columns or blocks: loops of the machine code run at least once.
    int checkCount(String what, int count, int multiple) {
        if (count < 1 || count % multiple != 0) {
            throw new IllegalArgumentException(
                    "'" + name + "': " + what + " are " + count + ", expected a positive multiple of " + multiple);
        }
        return count;
    }

    /// Checks memory the function reads or writes `bytes` of.
    void checkSize(String what, MemorySegment memory, long bytes) {
        if (memory.byteSize() < bytes) {
            throw new IllegalArgumentException(
                    "'" + name + "': " + what + " have " + memory.byteSize() + " bytes, expected at least " + bytes);
        }
    }

    /// Checks rows of `rowBytes` that are `pitch` bytes apart.
    void checkRows(String what, MemorySegment memory, int rows, long pitch, long rowBytes) {
        if (pitch < 0 || (rows > 1 && pitch > memory.byteSize())) {
            throw new IllegalArgumentException(
                    "'" + name + "': " + what + " are " + pitch + " bytes apart, of " + memory.byteSize());
        }
        checkSize(what, memory, (rows - 1) * pitch + rowBytes);
    }
}

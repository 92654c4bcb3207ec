package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_DOUBLE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.List;

/// The Windows Imaging Component in miniature, on any system: objects with tables of real functions, at the places the
/// real ones have. It knows one picture of three by two pixels, and which objects are open.
@SuppressWarnings("restricted")
final class FakeImaging implements WindowsImaging, AutoCloseable {
    private static final int METHODS = 20;
    private static final int NOT_IMPLEMENTED = 0x80004001;

    private final Arena arena = Arena.ofShared();
    final List<String> open = new ArrayList<>();
    final List<String> calls = new ArrayList<>();
    /// Name of the method that fails, and how.
    String failing = "";

    int failure = NOT_IMPLEMENTED;
    boolean entered;
    private byte[] file = {};

    private final MemorySegment factory = object("factory");
    private final MemorySegment stream = object("stream");
    private final MemorySegment decoder = object("decoder");
    private final MemorySegment frame = object("frame");
    private final MemorySegment converter = object("converter");

    FakeImaging() {
        method(factory, 14, "createStream", ADDRESS);
        method(factory, 4, "createDecoder", ADDRESS, ADDRESS, JAVA_INT, ADDRESS);
        method(factory, 10, "createConverter", ADDRESS);
        method(stream, 16, "fromMemory", ADDRESS, JAVA_INT);
        method(decoder, 13, "getFrame", JAVA_INT, ADDRESS);
        method(frame, 3, "getSize", ADDRESS, ADDRESS);
        method(converter, 8, "initialize", ADDRESS, ADDRESS, JAVA_INT, ADDRESS, JAVA_DOUBLE, JAVA_INT);
        method(converter, 7, "copyPixels", ADDRESS, JAVA_INT, JAVA_INT, ADDRESS);
    }

    private MemorySegment object(String name) {
        MemorySegment table = arena.allocate(ADDRESS, METHODS);
        MemorySegment unknown = stub("unknown", null);
        for (int i = 0; i < METHODS; i++) {
            table.setAtIndex(ADDRESS, i, unknown);
        }
        table.setAtIndex(ADDRESS, 2, stub("release", name));
        MemorySegment object = arena.allocate(ADDRESS);
        object.set(ADDRESS, 0, table);
        return object;
    }

    private MemorySegment stub(String method, @org.jspecify.annotations.Nullable String name) {
        try {
            var type = name == null
                    ? MethodType.methodType(int.class, MemorySegment.class)
                    : MethodType.methodType(int.class, String.class, MemorySegment.class);
            var handle = MethodHandles.lookup().bind(this, method, type);
            return Linker.nativeLinker()
                    .upcallStub(
                            name == null ? handle : handle.bindTo(name),
                            FunctionDescriptor.of(JAVA_INT, ADDRESS),
                            arena);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a stand-in has no such method", e);
        }
    }

    private void method(MemorySegment object, int place, String name, MemoryLayout... arguments) {
        var layouts = new ArrayList<MemoryLayout>(List.of(arguments));
        layouts.addFirst(ADDRESS);
        var descriptor = FunctionDescriptor.of(JAVA_INT, layouts.toArray(MemoryLayout[]::new));
        try {
            var handle = MethodHandles.lookup().bind(this, name, descriptor.toMethodType());
            MemorySegment table = object.get(ADDRESS, 0).reinterpret(METHODS * ADDRESS.byteSize());
            table.setAtIndex(ADDRESS, place, Linker.nativeLinker().upcallStub(handle, descriptor, arena));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("a stand-in has no such method", e);
        }
    }

    int unknown(MemorySegment object) {
        calls.add("unknown");
        return NOT_IMPLEMENTED;
    }

    int release(String name, MemorySegment object) {
        calls.add("release " + name);
        open.remove(name);
        return 0;
    }

    private int result(String call) {
        calls.add(call);
        return call.equals(failing) ? failure : 0;
    }

    private int made(String call, String name, MemorySegment object, MemorySegment place) {
        int result = result(call);
        if (result == 0) {
            open.add(name);
            place.reinterpret(ADDRESS.byteSize()).set(ADDRESS, 0, object);
        }
        return result;
    }

    int createStream(MemorySegment self, MemorySegment place) {
        return made("createStream", "stream", stream, place);
    }

    int createDecoder(
            MemorySegment self, MemorySegment source, MemorySegment vendor, int options, MemorySegment place) {
        return source.equals(stream) && vendor.equals(MemorySegment.NULL)
                ? made("createDecoder", "decoder", decoder, place)
                : NOT_IMPLEMENTED;
    }

    int createConverter(MemorySegment self, MemorySegment place) {
        return made("createConverter", "converter", converter, place);
    }

    int fromMemory(MemorySegment self, MemorySegment bytes, int length) {
        file = bytes.reinterpret(length).toArray(JAVA_BYTE);
        return result("fromMemory");
    }

    int getFrame(MemorySegment self, int index, MemorySegment place) {
        return index == 0 ? made("getFrame", "frame", frame, place) : NOT_IMPLEMENTED;
    }

    int getSize(MemorySegment self, MemorySegment width, MemorySegment height) {
        width.reinterpret(4).set(JAVA_INT, 0, 3);
        height.reinterpret(4).set(JAVA_INT, 0, 2);
        return result("getSize");
    }

    int initialize(
            MemorySegment self,
            MemorySegment source,
            MemorySegment format,
            int dither,
            MemorySegment palette,
            double threshold,
            int paletteType) {
        byte[] guid = format.reinterpret(16).toArray(JAVA_BYTE);
        assertThat(guid)
                .containsExactly(
                        0x2d, 0xad, 0xc7, 0xf5, 0x8d, 0x6a, 0xdd, 0x43, 0xa7, 0xa8, 0xa2, 0x99, 0x35, 0x26, 0x1a, 0xe9);
        return source.equals(frame) ? result("initialize") : NOT_IMPLEMENTED;
    }

    int copyPixels(MemorySegment self, MemorySegment part, int pitch, int size, MemorySegment pixels) {
        if (pitch != 12 || size != 24) {
            return NOT_IMPLEMENTED;
        }
        MemorySegment to = pixels.reinterpret(size);
        for (int i = 0; i < size; i++) {
            to.set(JAVA_BYTE, i, (byte) i);
        }
        return result("copyPixels");
    }

    byte[] file() {
        return file;
    }

    @Override
    public boolean enter() {
        entered = true;
        return true;
    }

    @Override
    public void leave() {
        assertThat(open).isEmpty();
        entered = false;
    }

    @Override
    public MemorySegment factory(Arena arena) throws SystemCodecException {
        if (failing.equals("factory")) {
            throw WindowsCodec.failure(failure);
        }
        open.add("factory");
        return factory;
    }

    @Override
    public void close() {
        arena.close();
    }
}

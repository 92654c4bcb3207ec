package dev.tuwen.vision.image.driver;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;

/// The system's own `ole32.dll`. Made once; nothing to close; any thread.
@SuppressWarnings("restricted")
final class Ole32 implements WindowsImaging {
    /// `COINIT_MULTITHREADED` and `CLSCTX_INPROC_SERVER`.
    private static final int MULTITHREADED = 0;

    private static final int IN_PROCESS = 1;

    /// `CLSID_WICImagingFactory` and `IID_IWICImagingFactory`.
    private static final Guid FACTORY = new Guid(0xcacaf262, 0x9370, 0x4615, 0xa13b9f5539da4c0aL);

    private static final Guid FACTORY_INTERFACE = new Guid(0xec5ec8a9, 0xc395, 0x4314, 0x9c7754d7a935ff70L);

    private final SymbolLookup library = SymbolLookup.libraryLookup("ole32.dll", Arena.global());
    // HRESULT CoInitializeEx(void *reserved, DWORD model)
    private final MethodHandle initialize =
            function("CoInitializeEx", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_INT));
    // void CoUninitialize(void)
    private final MethodHandle uninitialize = function("CoUninitialize", FunctionDescriptor.ofVoid());
    // HRESULT CoCreateInstance(const CLSID *, IUnknown *outer, DWORD context, const IID *, void **result)
    private final MethodHandle createInstance =
            function("CoCreateInstance", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, JAVA_INT, ADDRESS, ADDRESS));

    private Ole32() {}

    private static final class Found {
        static final Ole32 LIBRARY = new Ole32();
    }

    static Ole32 ofThisSystem() {
        return Found.LIBRARY;
    }

    private MethodHandle function(String name, FunctionDescriptor type) {
        return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), type);
    }

    @Override
    public boolean enter() {
        try {
            return (int) initialize.invokeExact(MemorySegment.NULL, MULTITHREADED) >= 0;
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public void leave() {
        try {
            uninitialize.invokeExact();
        } catch (Throwable e) {
            throw failed(e);
        }
    }

    @Override
    public MemorySegment factory(Arena arena) throws SystemCodecException {
        MemorySegment place = arena.allocate(ADDRESS);
        int result;
        try {
            result = (int) createInstance.invokeExact(
                    FACTORY.in(arena), MemorySegment.NULL, IN_PROCESS, FACTORY_INTERFACE.in(arena), place);
        } catch (Throwable e) {
            throw failed(e);
        }
        if (result < 0) {
            throw WindowsCodec.failure(result);
        }
        return place.get(ADDRESS, 0);
    }

    private static IllegalStateException failed(Throwable cause) {
        return new IllegalStateException("ole32.dll cannot be called", cause);
    }
}

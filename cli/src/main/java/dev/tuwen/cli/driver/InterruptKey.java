package dev.tuwen.cli.driver;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandleProxies;
import java.lang.invoke.MethodHandles;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/// Ctrl-C while a conversation goes on: stops what runs, and ends the process only if nothing does. Made for one
/// conversation and closed by it; the system tells of the key on a thread of its own.
///
/// Java tells of it by `sun.misc.Signal` alone, whose mention is a warning of the compiler that nothing turns off: its
/// methods are looked up by name.
public final class InterruptKey implements AutoCloseable {
    /// A launcher may hand on what the terminal has sent already: within this time both are one.
    private static final long ONE_PRESS_NANOS = 500_000_000;

    private final BooleanSupplier stop;
    private @Nullable Listening listening;
    private boolean stopped;
    private long stoppedNanos;

    /// What was asked for.
    ///
    /// @param signal the key's
    /// @param handle says who is told: `SignalHandler handle(Signal, SignalHandler)`
    /// @param call tells a handler: `void handle(SignalHandler, Signal)`
    /// @param before who was told before
    private record Listening(Object signal, MethodHandle handle, MethodHandle call, Object before) {}

    /// Begins to listen. Where Java cannot, or the process was started to ignore the key, all stays as it was.
    ///
    /// @param stop stops what runs; false if nothing does
    public InterruptKey(BooleanSupplier stop) {
        this.stop = stop;
        try {
            listening = listen();
        } catch (Throwable e) {
            System.getLogger(InterruptKey.class.getName())
                    .log(System.Logger.Level.DEBUG, "Ctrl-C ends the process, as usual", e);
        }
    }

    /// Whether the key does what is asked here.
    public boolean isListening() {
        return listening != null;
    }

    /// Null where the process was started to ignore the key, as in the background of a shell.
    private @Nullable Listening listen() throws Throwable {
        MethodHandles.Lookup lookup = MethodHandles.lookup();
        Class<?> type = Class.forName("sun.misc.Signal");
        Class<?> handler = Class.forName("sun.misc.SignalHandler");
        MethodHandle handle = lookup.findStatic(type, "handle", methodType(handler, type, handler))
                .asType(methodType(Object.class, Object.class, Object.class));
        MethodHandle call = lookup.findVirtual(handler, "handle", methodType(void.class, type))
                .asType(methodType(void.class, Object.class, Object.class));
        MethodHandle pressed = lookup.findVirtual(InterruptKey.class, "pressed", methodType(void.class, Object.class))
                .bindTo(this)
                .asType(methodType(void.class, type));
        Object signal = (Object) lookup.findConstructor(type, methodType(void.class, String.class))
                .asType(methodType(Object.class, String.class))
                .invokeExact("INT");
        Object told = MethodHandleProxies.asInterfaceInstance(handler, pressed);
        Object before = (Object) handle.invokeExact(signal, told);
        Object ignored = (Object) lookup.findStaticGetter(handler, "SIG_IGN", handler)
                .asType(methodType(Object.class))
                .invokeExact();
        return before.equals(ignored) ? null : new Listening(signal, handle, call, before);
    }

    /// The key was pressed.
    ///
    /// @param signal not looked at
    synchronized void pressed(@Nullable Object signal) {
        Listening asked = listening;
        if (stop.getAsBoolean()) {
            stopped = true;
            stoppedNanos = System.nanoTime();
        } else if (asked != null && (!stopped || System.nanoTime() - stoppedNanos > ONE_PRESS_NANOS)) {
            try {
                asked.call().invokeExact(asked.before(), asked.signal());
            } catch (Throwable e) {
                throw new IllegalStateException("Ctrl-C cannot be handed on", e);
            }
        }
    }

    @Override
    public void close() {
        Listening asked = listening;
        if (asked == null) {
            return;
        }
        try {
            Object _ = (Object) asked.handle().invokeExact(asked.signal(), asked.before());
        } catch (Throwable e) {
            throw new IllegalStateException("Ctrl-C cannot be given back", e);
        }
    }
}

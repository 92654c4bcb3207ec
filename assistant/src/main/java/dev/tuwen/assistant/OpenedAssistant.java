package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Backends;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.library.DemoFolder;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress.Stage;
import dev.tuwen.model.OpenReport;
import dev.tuwen.model.OpenedModel;
import dev.tuwen.model.WarmUp;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// A model and the one thread that may touch it.
final class OpenedAssistant implements Assistant {
    private final EngineThread engine;
    private final OpenedModel model;
    private final @Nullable DemoFolder demoFolder;
    private final AssistantInfo info;
    private final @Nullable PictureCache pictures;
    private final Object lock = new Object();
    private final Set<OpenedChat> chats = new LinkedHashSet<>();
    private boolean closed;

    private OpenedAssistant(
            EngineThread engine, OpenedModel model, AssistantInfo info, @Nullable DemoFolder demoFolder) {
        this.engine = engine;
        this.model = model;
        this.info = info;
        this.demoFolder = demoFolder;
        this.pictures = model.vision() == null ? null : new PictureCache(model.vision());
    }

    /// Opens a model on a device of its options and has it warmed up.
    static OpenedAssistant open(ModelSpec model, OpenOptions options, OpenListener listener) {
        var progress = new OpenReport(listener);
        progress.enter(Stage.FINDING_DEVICE);
        Backends.Choice device = Backends.choose(options.device());
        progress.check();
        OpenedAssistant assistant = open(model, options, device, progress);
        assistant.warmUp();
        return assistant;
    }

    /// Opens a model on a device that was chosen, such as a test's own, and leaves it cold.
    static OpenedAssistant open(ModelSpec model, OpenOptions options, Backends.Choice device, OpenListener listener) {
        return open(model, options, device, new OpenReport(listener));
    }

    private static OpenedAssistant open(
            ModelSpec model, OpenOptions options, Backends.Choice device, OpenReport progress) {
        var engine = new EngineThread("tuwen-engine");
        boolean opened = false;
        try {
            var opening = new Opening(model, options, device, progress);
            Opening.Opened result = on(engine, opening::run);
            opened = true;
            return new OpenedAssistant(engine, result.model(), result.info(), result.demoFolder());
        } finally {
            if (!opened) {
                engine.close();
            }
        }
    }

    /// Has kernels compiled while nobody asks anything.
    void warmUp() {
        engine.whenIdle(cancellation -> WarmUp.run(model, cancellation));
    }

    @Override
    public AssistantInfo info() {
        return info;
    }

    @Override
    public Chat newChat() {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the assistant is closed");
            }
            var chat = new OpenedChat(info, engine, new Answerer(model, pictures), this::forget);
            chats.add(chat);
            return chat;
        }
    }

    private void forget(OpenedChat chat) {
        synchronized (lock) {
            chats.remove(chat);
        }
    }

    @Override
    public void close() {
        List<OpenedChat> open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            open = new ArrayList<>(chats);
        }
        try {
            open.forEach(OpenedChat::close);
        } finally {
            try {
                on(engine, () -> {
                    model.close();
                    return model;
                });
            } finally {
                engine.close();
                if (demoFolder != null) {
                    demoFolder.discard();
                }
            }
        }
    }

    private static <T> T on(EngineThread engine, Callable<T> work) {
        try {
            return engine.submit(work).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            if (e.getCause() instanceof Error error) {
                throw error;
            }
            throw e;
        }
    }
}

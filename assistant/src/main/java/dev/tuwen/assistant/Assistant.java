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

/// An opened model on a device. Made by [#open]; closed by whoever opened it. Any thread.
public final class Assistant implements AutoCloseable {
    private final EngineThread engine;
    private final OpenedModel model;
    private final @Nullable DemoFolder demoFolder;
    private final AssistantInfo info;
    private final @Nullable PictureCache pictures;
    private final Object lock = new Object();
    private final Set<Chat> chats = new LinkedHashSet<>();
    private boolean closed;

    private Assistant(EngineThread engine, OpenedModel model, AssistantInfo info, @Nullable DemoFolder demoFolder) {
        this.engine = engine;
        this.model = model;
        this.info = info;
        this.demoFolder = demoFolder;
        this.pictures = model.vision() == null ? null : new PictureCache(model.vision());
    }

    /// Opens a model. Takes from a second to minutes: call it on a background thread.
    ///
    /// @param model which model
    /// @param options where and how
    /// @param listener told how far it is, and asked whether to go on
    /// @throws java.util.concurrent.CancellationException if the listener said so
    /// @throws dev.tuwen.model.ModelException if the model is not there, incomplete or too large
    /// @throws dev.tuwen.weights.ModelFormatException if a file of the model is damaged
    /// @throws dev.tuwen.compute.spi.ComputeException if the device cannot be used
    public static Assistant open(ModelSpec model, OpenOptions options, OpenListener listener) {
        var progress = new OpenReport(listener);
        progress.enter(Stage.FINDING_DEVICE);
        Backends.Choice device = Backends.choose(options.device());
        progress.check();
        Assistant assistant = open(model, options, device, progress);
        assistant.warmUp();
        return assistant;
    }

    /// Opens a model on a device that was chosen, such as a test's own, and leaves it cold.
    static Assistant open(ModelSpec model, OpenOptions options, Backends.Choice device, OpenListener listener) {
        return open(model, options, device, new OpenReport(listener));
    }

    private static Assistant open(ModelSpec model, OpenOptions options, Backends.Choice device, OpenReport progress) {
        var engine = new EngineThread("tuwen-engine");
        boolean opened = false;
        try {
            var opening = new Opening(model, options, device, progress);
            Opening.Opened result = on(engine, opening::run);
            opened = true;
            return new Assistant(engine, result.model(), result.info(), result.demoFolder());
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

    /// What was opened.
    public AssistantInfo info() {
        return info;
    }

    /// Begins a conversation, or continues an earlier one: the model reads the history with the next question.
    ///
    /// @param history what was said before, perhaps to another model; empty for a new conversation
    /// @throws IllegalStateException after close
    public Chat newChat(List<Message> history) {
        synchronized (lock) {
            if (closed) {
                throw new IllegalStateException("the assistant is closed");
            }
            var chat = new Chat(info, engine, new Conversation(model, pictures), history, this::forget);
            chats.add(chat);
            return chat;
        }
    }

    private void forget(Chat chat) {
        synchronized (lock) {
            chats.remove(chat);
        }
    }

    /// Stops what runs, waits for it, and frees everything, chats that are still open included.
    @Override
    public void close() {
        List<Chat> open;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            open = new ArrayList<>(chats);
        }
        try {
            open.forEach(Chat::close);
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

package dev.tuwen.app.engine;

import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.AnswerListener;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Brings the events of one answer from the assistant's thread to the application's: gathered, and not more often than
/// every [#INTERVAL_MILLIS] milliseconds, however fast the model decodes. Made per answer; any thread may post.
public final class AnswerMailbox implements AnswerListener {
    /// Shortest time between two deliveries.
    public static final long INTERVAL_MILLIS = 33;

    /// Runs something on the application's thread, later.
    @FunctionalInterface
    public interface Later {
        /// Runs `task` on the application's thread after `millis` milliseconds.
        void run(long millis, Runnable task);
    }

    private final Later later;
    private final Consumer<List<AnswerEvent>> receiver;
    private final List<AnswerEvent> waiting = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private AnswerEvent.@Nullable Decoding decoding;
    private boolean scheduled;
    private final LongSupplier nanos;
    private long lastDelivery;

    /// @param later brings a task to the application's thread
    /// @param receiver told there what came, in order; text deltas in a row are one, only the last of several
    ///     progresses counts
    public AnswerMailbox(Later later, Consumer<List<AnswerEvent>> receiver) {
        this(later, receiver, System::nanoTime);
    }

    /// @param nanos a clock
    AnswerMailbox(Later later, Consumer<List<AnswerEvent>> receiver, LongSupplier nanos) {
        this.later = later;
        this.receiver = receiver;
        this.nanos = nanos;
        lastDelivery = nanos.getAsLong() - INTERVAL_MILLIS * 1_000_000;
    }

    @Override
    public void event(AnswerEvent event) {
        long delay;
        synchronized (this) {
            gather(event);
            if (scheduled) {
                return;
            }
            scheduled = true;
            long sinceMillis = (nanos.getAsLong() - lastDelivery) / 1_000_000;
            delay = Math.max(0, INTERVAL_MILLIS - sinceMillis);
        }
        later.run(delay, this::deliver);
    }

    private void gather(AnswerEvent event) {
        if (event instanceof AnswerEvent.TextDelta(String delta)) {
            text.append(delta);
            return;
        }
        if (event instanceof AnswerEvent.Decoding latest) {
            decoding = latest;
            return;
        }
        closeText();
        boolean progress = event instanceof AnswerEvent.Prefill || event instanceof AnswerEvent.EncodingPicture;
        if (progress && !waiting.isEmpty() && waiting.getLast().getClass() == event.getClass()) {
            waiting.removeLast();
        }
        waiting.add(event);
    }

    /// What may come between tokens does not cut the text they are of.
    private void closeText() {
        if (!text.isEmpty()) {
            waiting.add(new AnswerEvent.TextDelta(text.toString()));
            text.setLength(0);
        }
        if (decoding != null) {
            waiting.add(decoding);
            decoding = null;
        }
    }

    private void deliver() {
        List<AnswerEvent> mail;
        synchronized (this) {
            closeText();
            mail = List.copyOf(waiting);
            waiting.clear();
            scheduled = false;
            lastDelivery = nanos.getAsLong();
        }
        receiver.accept(mail);
    }
}

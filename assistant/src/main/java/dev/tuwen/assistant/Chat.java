package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.PromptTooLongException;
import dev.tuwen.generate.StopReason;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One conversation with a model. Made by [Assistant#newChat]; closed by whoever asked for it, before the assistant.
/// Any thread; one answer at a time.
public final class Chat implements AutoCloseable {
    private static final double NANOS = 1e-9;

    private final AssistantInfo info;
    private final EngineThread engine;
    private final Conversation conversation;
    private final Consumer<Chat> closedListener;
    private final Object lock = new Object();
    private final List<Message> messages;
    private final Set<Integer> failedQuestions = new HashSet<>();
    private @Nullable Job current;
    private boolean closed;
    private volatile int contextUsed;

    Chat(
            AssistantInfo info,
            EngineThread engine,
            Conversation conversation,
            List<Message> history,
            Consumer<Chat> closedListener) {
        this.info = info;
        this.engine = engine;
        this.conversation = conversation;
        this.closedListener = closedListener;
        this.messages = new ArrayList<>(history);
    }

    /// What was said so far. A question is there as soon as it is asked; its answer, stopped ones included, before
    /// [AnswerEvent.Finished] is sent. A question that failed, or was stopped before the first word, has none.
    public List<Message> messages() {
        synchronized (lock) {
            return List.copyOf(messages);
        }
    }

    /// Asks. Returns at once; the listener is told what happens, on the assistant's thread.
    ///
    /// A question that cannot be answered ends with [AnswerEvent.Failed]; the model is not shown it with the next one.
    /// Pictures given to a text model fail with [PicturesNotSupportedException], pictures in its history are left out.
    ///
    /// @throws IllegalStateException while another answer is being given, or after close
    public Answering ask(String text, List<Picture> pictures, AskOptions options, AnswerListener listener) {
        synchronized (lock) {
            checkReady();
            messages.add(Message.user(text, pictures));
            return start(options, listener);
        }
    }

    /// Drops the last answer, if there is one, and asks the last question again. Nothing is looked at or read again.
    ///
    /// @throws IllegalStateException if nothing was asked yet, while another answer is being given, or after close
    public Answering regenerate(AskOptions options, AnswerListener listener) {
        synchronized (lock) {
            checkReady();
            if (!messages.isEmpty() && messages.getLast().role() == Role.ASSISTANT) {
                messages.removeLast();
            }
            if (messages.isEmpty() || messages.getLast().role() == Role.ASSISTANT) {
                throw new IllegalStateException("nothing was asked yet");
            }
            failedQuestions.remove(messages.size() - 1);
            return start(options, listener);
        }
    }

    /// Tokens the conversation takes in the model's memory.
    public int contextUsed() {
        return contextUsed;
    }

    private void checkReady() {
        if (closed) {
            throw new IllegalStateException("the chat is closed");
        }
        if (current != null) {
            throw new IllegalStateException("an answer is being given; stop it first");
        }
    }

    private Answering start(AskOptions options, AnswerListener listener) {
        var job = new Job(options, listener, System.nanoTime());
        current = job;
        try {
            var _ = engine.submit(() -> {
                run(job);
                return job;
            });
        } catch (IllegalStateException e) {
            current = null;
            throw e;
        }
        return job;
    }

    /// On the engine thread. Whatever goes wrong, the caller is told and the engine goes on.
    private void run(Job job) {
        try {
            Answer answer = answer(job);
            end(answer.reason() == StopReason.CANCELLED && answer.text().isEmpty() ? null : answer.text());
            job.tell(new AnswerEvent.Finished(answer));
            job.done.complete(answer);
        } catch (RuntimeException | OutOfMemoryError | StackOverflowError e) {
            RuntimeException failure = failure(e);
            synchronized (lock) {
                failedQuestions.add(messages.size() - 1);
            }
            end(null);
            job.tell(new AnswerEvent.Failed(failure));
            job.done.completeExceptionally(failure);
        }
    }

    private Answer answer(Job job) {
        List<Message> said = said();
        if (!info.seesPictures() && !said.getLast().pictures().isEmpty()) {
            throw new PicturesNotSupportedException(info.modelName());
        }
        long[] readingFrom = new long[1];
        AnswerListener noting = event -> {
            if (readingFrom[0] == 0 && event instanceof AnswerEvent.Reading) {
                readingFrom[0] = System.nanoTime();
            }
            job.tell(event);
        };
        try {
            GenerationResult result = conversation.answer(said, job.options, noting, job.cancellation);
            long before = readingFrom[0] == 0 ? 0 : readingFrom[0] - job.startNanos;
            return new Answer(
                    result.text(),
                    result.reason(),
                    result.promptTokens(),
                    result.reusedTokens(),
                    result.tokens().size(),
                    before * NANOS + result.secondsToFirstToken(),
                    result.tokensPerSecond(),
                    conversation.contextUsed(),
                    info.contextLimit());
        } catch (CancellationException stoppedWhileLooking) {
            return new Answer("", StopReason.CANCELLED, 0, 0, 0, 0, 0, conversation.contextUsed(), info.contextLimit());
        }
    }

    /// What the model is shown: everything but questions that failed before.
    private List<Message> said() {
        synchronized (lock) {
            var said = new ArrayList<Message>(messages.size());
            for (int i = 0; i < messages.size(); i++) {
                if (!failedQuestions.contains(i)) {
                    said.add(messages.get(i));
                }
            }
            return said;
        }
    }

    /// From now on another question may be asked.
    private void end(@Nullable String answer) {
        contextUsed = conversation.contextUsed();
        synchronized (lock) {
            if (answer != null) {
                messages.add(Message.assistant(answer));
            }
            current = null;
        }
    }

    private static RuntimeException failure(Throwable thrown) {
        return switch (thrown) {
            case PromptTooLongException tooLong -> new QuestionTooLongException(tooLong.tokens(), tooLong.limit());
            case RuntimeException exception -> exception;
            default -> new IllegalStateException("the Java heap does not suffice: " + thrown.getMessage(), thrown);
        };
    }

    /// Stops the answer that is being given, waits for it, and frees what the conversation holds on the device.
    @Override
    public void close() {
        CompletableFuture<?> closing;
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (current != null) {
                current.stop();
            }
            closing = engine.submit(() -> {
                conversation.close();
                return this;
            });
        }
        closing.join();
        closedListener.accept(this);
    }

    /// A question being answered.
    private static final class Job implements Answering {
        final AskOptions options;
        final long startNanos;
        final Cancellation cancellation = new Cancellation();
        final CompletableFuture<Answer> done = new CompletableFuture<>();
        private final AnswerListener listener;

        Job(AskOptions options, AnswerListener listener, long startNanos) {
            this.options = options;
            this.listener = listener;
            this.startNanos = startNanos;
        }

        /// A listener that fails must not end the answer.
        void tell(AnswerEvent event) {
            try {
                listener.event(event);
            } catch (RuntimeException e) {
                System.getLogger(Chat.class.getName())
                        .log(
                                System.Logger.Level.ERROR,
                                "a listener failed on " + event.getClass().getSimpleName(),
                                e);
            }
        }

        @Override
        public void stop() {
            cancellation.cancel();
        }

        @Override
        public boolean isDone() {
            return done.isDone();
        }

        @Override
        public Answer await() {
            try {
                return done.join();
            } catch (CompletionException e) {
                if (e.getCause() instanceof RuntimeException failure) {
                    throw failure;
                }
                throw e;
            }
        }
    }
}

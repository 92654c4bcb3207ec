package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.PromptTooLongException;
import dev.tuwen.generate.StopReason;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Questions on their way to the engine thread, one at a time.
final class OpenedChat implements Chat {
    private static final double NANOS = 1e-9;

    private final AssistantInfo info;
    private final EngineThread engine;
    private final Answerer answerer;
    private final Consumer<OpenedChat> closedListener;
    private final Object lock = new Object();
    private @Nullable Job current;
    private boolean closed;

    /// @param answerer closed with the chat, on the engine thread
    /// @param closedListener told when it was closed
    OpenedChat(AssistantInfo info, EngineThread engine, Answerer answerer, Consumer<OpenedChat> closedListener) {
        this.info = info;
        this.engine = engine;
        this.answerer = answerer;
        this.closedListener = closedListener;
    }

    @Override
    public Answering ask(Dialogue dialogue, AskOptions options, AnswerListener listener) {
        if (!dialogue.isWaiting()) {
            throw new IllegalArgumentException("no question of the dialogue waits for an answer");
        }
        synchronized (lock) {
            checkReady();
            var job = new Job(dialogue, options, listener, System.nanoTime());
            var _ = engine.submit(() -> {
                run(job);
                return job;
            });
            current = job;
            return job;
        }
    }

    private void checkReady() {
        if (closed) {
            throw new IllegalStateException("the chat is closed");
        }
        if (current != null) {
            throw new IllegalStateException("an answer is being given; stop it first");
        }
    }

    /// On the engine thread. Whatever goes wrong, the caller is told and the engine goes on.
    private void run(Job job) {
        try {
            Answer answer = answer(job);
            end();
            job.tell(new AnswerEvent.Finished(answer));
            job.done.complete(answer);
        } catch (RuntimeException | Error e) {
            RuntimeException failure = failure(e);
            end();
            job.tell(new AnswerEvent.Failed(failure));
            job.done.completeExceptionally(failure);
        }
    }

    private Answer answer(Job job) {
        Question question = job.dialogue.lastQuestion();
        if (!info.seesPictures() && question != null && !question.pictures().isEmpty()) {
            throw new PicturesNotSupportedException(info.modelName(), info.missingMmproj());
        }
        long[] prefillFrom = new long[1];
        AnswerListener noting = event -> {
            if (prefillFrom[0] == 0 && event instanceof AnswerEvent.Prefill) {
                prefillFrom[0] = System.nanoTime();
            }
            job.tell(event);
        };
        try {
            GenerationResult result = answerer.answer(job.dialogue, job.options, noting, job.cancellation);
            long before = prefillFrom[0] == 0 ? 0 : prefillFrom[0] - job.startNanos;
            return new Answer(
                    result.text(),
                    answerer.tokens(result),
                    result.reason(),
                    result.promptTokens(),
                    result.reusedTokens(),
                    result.tokens().size(),
                    before * NANOS + result.secondsToFirstToken(),
                    result.tokensPerSecond(),
                    answerer.contextUsed(),
                    info.contextLimit());
        } catch (CancellationException stoppedWhileEncoding) {
            return new Answer(
                    "",
                    AnswerTokens.UNKNOWN,
                    StopReason.CANCELLED,
                    0,
                    0,
                    0,
                    0,
                    0,
                    answerer.contextUsed(),
                    info.contextLimit());
        }
    }

    /// From now on another question may be asked.
    private void end() {
        synchronized (lock) {
            current = null;
        }
    }

    private static RuntimeException failure(Throwable thrown) {
        return switch (thrown) {
            case PromptTooLongException tooLong -> new QuestionTooLongException(tooLong.tokens(), tooLong.limit());
            case RuntimeException exception -> exception;
            case OutOfMemoryError heap ->
                new IllegalStateException("the Java heap does not suffice: " + heap.getMessage(), heap);
            default -> new IllegalStateException("unexpected failure: " + thrown, thrown);
        };
    }

    /// Whatever is queued after this finds the cache freed.
    @Override
    public void close() {
        synchronized (lock) {
            if (closed) {
                return;
            }
            closed = true;
            if (current != null) {
                current.stop();
            }
            var _ = engine.submit(() -> {
                answerer.close();
                return this;
            });
        }
        closedListener.accept(this);
    }

    /// A question being answered.
    private static final class Job implements Answering {
        final Dialogue dialogue;
        final AskOptions options;
        final long startNanos;
        final Cancellation cancellation = new Cancellation();
        final CompletableFuture<Answer> done = new CompletableFuture<>();
        private final AnswerListener listener;

        Job(Dialogue dialogue, AskOptions options, AnswerListener listener, long startNanos) {
            this.dialogue = dialogue;
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

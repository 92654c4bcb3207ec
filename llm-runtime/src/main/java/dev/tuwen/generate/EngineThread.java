package dev.tuwen.generate;

import dev.tuwen.compute.spi.Cancellation;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// The one platform thread that may touch a backend and what was made from it. Any thread submits work; work is done in
/// order. Closed by whoever made it, after cancelling what runs.
public final class EngineThread implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(EngineThread.class.getName());

    private final ExecutorService executor;
    /// Of work that gives way to other work.
    private volatile Cancellation idle = new Cancellation();

    /// Starts no thread before the first piece of work.
    ///
    /// @param name of the thread
    public EngineThread(String name) {
        executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Queues a piece of work, and gives up what [#whenIdle] queued.
    ///
    /// @return completes with its result or its exception
    /// @throws IllegalStateException if the thread was closed
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        var result = new CompletableFuture<T>();
        idle.cancel();
        try {
            executor.execute(() -> complete(result, work));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the engine is closed", e);
        }
        return result;
    }

    /// Queues work that may be left undone: it is given up as soon as other work comes. What it complains of is only
    /// noted.
    ///
    /// @param work ends soon once it is cancelled
    public void whenIdle(Consumer<Cancellation> work) {
        var cancellation = new Cancellation();
        idle = cancellation;
        executor.execute(() -> {
            try {
                cancellation.check();
                work.accept(cancellation);
            } catch (CancellationException given) {
                LOG.log(System.Logger.Level.TRACE, "idle work was given up", given);
            } catch (RuntimeException | Error failure) {
                LOG.log(System.Logger.Level.DEBUG, "idle work failed", failure);
            }
        });
    }

    /// Waits for the work that was queued with [#submit], then ends the thread.
    @Override
    public void close() {
        idle.cancel();
        executor.shutdown();
        boolean interrupted = false;
        while (true) {
            try {
                if (executor.awaitTermination(1, TimeUnit.DAYS)) {
                    break;
                }
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whatever the work throws, even an error such as exhausted memory, must reach the one who waits.
    @SuppressWarnings("CatchAndPrintStackTrace")
    private static <T> void complete(CompletableFuture<T> result, Callable<T> work) {
        try {
            result.complete(work.call());
        } catch (Throwable failure) {
            result.completeExceptionally(failure);
        }
    }
}

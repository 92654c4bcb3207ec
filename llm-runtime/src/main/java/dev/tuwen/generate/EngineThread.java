package dev.tuwen.generate;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The one platform thread that may touch a backend and what was made from it. Any thread submits work; work is done in
/// order. Closed by whoever made it, after cancelling what runs.
public final class EngineThread implements AutoCloseable {
    private final ExecutorService executor;

    /// Starts no thread before the first piece of work.
    ///
    /// @param name of the thread
    public EngineThread(String name) {
        executor = Executors.newSingleThreadExecutor(
                Thread.ofPlatform().daemon().name(name).factory());
    }

    /// Queues a piece of work.
    ///
    /// @return completes with its result or its exception
    /// @throws IllegalStateException if the thread was closed
    public <T> CompletableFuture<T> submit(Callable<T> work) {
        var result = new CompletableFuture<T>();
        try {
            executor.execute(() -> complete(result, work));
        } catch (RejectedExecutionException e) {
            throw new IllegalStateException("the engine is closed", e);
        }
        return result;
    }

    /// Waits for the work that was queued, then ends the thread.
    @Override
    public void close() {
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

package dev.tuwen.compute.cpu;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Run;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One walk of the team through the steps of an executable. Made by it at each submission; any thread.
final class CpuRun implements Run, WorkerTeam.Job {
    private final CpuExecutable executable;
    private final Bindings bindings;
    private final CountDownLatch done = new CountDownLatch(1);
    private volatile boolean cancelled;
    private volatile boolean complete;
    private volatile @Nullable Throwable failure;
    private boolean collected;

    CpuRun(CpuExecutable executable, Bindings bindings) {
        this.executable = executable;
        this.bindings = bindings;
    }

    @Override
    public int steps() {
        return executable.steps().size();
    }

    @Override
    public int chunks(int step) {
        return executable.steps().get(step).chunks(this);
    }

    @Override
    public void chunk(int step, int chunk, Scratch scratch) {
        executable.steps().get(step).chunk(chunk, scratch, this);
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public void ended(boolean wasComplete, @Nullable Throwable thrown) {
        failure = thrown;
        complete = wasComplete;
        try {
            collect(true);
        } catch (RuntimeException e) {
            failure = e;
        }
        done.countDown();
    }

    @Override
    public boolean isDone() {
        return done.getCount() == 0;
    }

    @Override
    public void await() {
        awaitUninterruptibly(done);
        switch (failure) {
            case null -> {}
            case RuntimeException e -> throw e;
            case Error e -> throw e;
            case Throwable e -> throw new IllegalStateException(e);
        }
        if (!complete) {
            throw new CancellationException("run of '" + executable.program().name() + "' was cancelled");
        }
        collect(false);
    }

    @Override
    public void cancel() {
        cancelled = true;
    }

    /// Waits until no worker touches the executable any more.
    void awaitEnd() {
        awaitUninterruptibly(done);
    }

    /// The value of a parameter that is known to be bound.
    int param(Param param) {
        Integer value = bindings.param(param);
        if (value == null) {
            throw new IllegalStateException("parameter '" + param.name() + "' was unbound during a run");
        }
        return value;
    }

    /// The buffer of a reference that is known to be bound.
    CpuBuffer buffer(BufferRef ref) {
        if (bindings.buffer(ref) instanceof CpuBuffer buffer) {
            return buffer;
        }
        throw new IllegalStateException("buffer '" + ref.name() + "' was unbound during a run");
    }

    /// Copies the outputs to the caller's memory: on a worker if it may touch that, else when the caller waits.
    synchronized void collect(boolean onWorker) {
        if (!collected && complete && (!onWorker || executable.reachesOutputs(bindings))) {
            executable.copyOutputs(bindings);
            collected = true;
        }
    }

    /// Waits; an interruption is kept for later.
    static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tuwen.compute.cpu;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// A fixed number of threads that walk the steps of a job together: each takes chunks of a step until there are none,
/// and a barrier keeps the next step back until all have arrived.
///
/// Made and closed by the backend. Jobs are queued from any thread and run one after another. An idle worker spins for
/// some 50 microseconds and then sleeps.
final class WorkerTeam implements AutoCloseable {
    private static final long SPIN_NANOS = 50_000;

    /// Work in steps. `chunks` and `ended` are called by one worker at a time, `chunk` by all.
    interface Job {
        /// Number of steps.
        int steps();

        /// Chunk of a step, asked just before it; they may run in any order and at the same time.
        int chunks(int step);

        /// Does one chunk.
        void chunk(int step, int chunk, Scratch scratch);

        /// Whether to stop early; asked between chunks.
        boolean cancelled();

        /// Called once, when no worker touches the job any more.
        ///
        /// @param complete whether all steps were done
        /// @param failure what a chunk threw, if one did
        void ended(boolean complete, @Nullable Throwable failure);
    }

    private final List<Worker> workers = new ArrayList<>();
    private final BlockingQueue<Job> queue = new LinkedBlockingQueue<>();
    private final AtomicInteger arrived = new AtomicInteger();
    private final AtomicInteger nextChunk = new AtomicInteger();
    private volatile int phase;
    private volatile boolean stopping;

    // Written by the last to arrive at the barrier, read after it.
    private Job job = new NoJob();
    private int step;
    private int chunkCount;
    private boolean finished;
    private boolean quitting;
    private @Nullable Throwable failure;
    private volatile boolean failed;

    /// Starts the threads.
    ///
    /// @param threads at least 1
    WorkerTeam(int threads) {
        for (int index = 0; index < threads; index++) {
            workers.add(new Worker(index));
        }
        workers.forEach(worker -> worker.thread.start());
    }

    /// Number of threads.
    int size() {
        return workers.size();
    }

    /// Queues a job.
    void submit(Job queued) {
        if (stopping) {
            throw new IllegalStateException("the backend is closed");
        }
        queue.add(queued);
    }

    /// Stops the job that runs, leaves the queued ones undone and waits for the threads.
    @Override
    public void close() {
        stopping = true;
        queue.add(new NoJob());
        boolean interrupted = false;
        for (Worker worker : workers) {
            while (worker.thread.isAlive()) {
                try {
                    worker.thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        var left = new ArrayList<Job>();
        queue.drainTo(left);
        left.forEach(undone -> undone.ended(false, null));
    }

    private static final class NoJob implements Job {
        @Override
        public int steps() {
            return 0;
        }

        @Override
        public int chunks(int step) {
            return 0;
        }

        @Override
        public void chunk(int step, int chunk, Scratch scratch) {}

        @Override
        public boolean cancelled() {
            return true;
        }

        @Override
        public void ended(boolean complete, @Nullable Throwable failure) {}
    }

    private final class Worker implements Runnable {
        private final int index;
        private final Thread thread;
        private volatile boolean parked;

        Worker(int index) {
            this.index = index;
            this.thread =
                    Thread.ofPlatform().daemon().name("tuwen-cpu-" + index).unstarted(this);
        }

        @Override
        public void run() {
            try (var scratch = new Scratch()) {
                while (true) {
                    if (index == 0) {
                        begin(scratch);
                    }
                    arrive(scratch, false);
                    if (quitting) {
                        if (index == 0) {
                            job.ended(false, null);
                        }
                        return;
                    }
                    while (!finished) {
                        takeChunk(scratch);
                        arrive(scratch, true);
                    }
                    // Nobody may still look at the job when the first worker ends it and begins another.
                    arrive(scratch, false);
                    if (index == 0) {
                        job.ended(step == job.steps() && failure == null, failure);
                    }
                }
            }
        }

        private void begin(Scratch scratch) {
            job = take();
            quitting = stopping;
            failed = false;
            failure = null;
            step = -1;
            advance(scratch);
        }

        private Job take() {
            while (true) {
                try {
                    return queue.take();
                } catch (InterruptedException e) {
                    // Nobody interrupts a worker on purpose; the flag is cleared and the wait goes on.
                }
            }
        }

        private void takeChunk(Scratch scratch) {
            int count = chunkCount;
            int chunk = nextChunk.getAndIncrement();
            while (chunk < count && !failed && !stopped()) {
                attempt(chunk, scratch);
                chunk = nextChunk.getAndIncrement();
            }
        }

        /// Makes the next step ready. A step of one chunk is done here: nobody else could help.
        private void advance(Scratch scratch) {
            do {
                finished = failed || stopped() || ++step >= job.steps();
                if (finished) {
                    return;
                }
                chunkCount = chunks();
                nextChunk.set(0);
                if (chunkCount == 1) {
                    attempt(0, scratch);
                }
            } while (chunkCount <= 1);
        }

        private int chunks() {
            try {
                return job.chunks(step);
            } catch (Throwable e) {
                fail(e);
                return 0;
            }
        }

        private void attempt(int chunk, Scratch scratch) {
            try {
                job.chunk(step, chunk, scratch);
            } catch (Throwable e) {
                fail(e);
            }
        }

        /// Waits until all workers are here; the last one makes the next step ready.
        private void arrive(Scratch scratch, boolean advance) {
            int seen = phase;
            if (arrived.incrementAndGet() == workers.size()) {
                arrived.set(0);
                if (advance) {
                    advance(scratch);
                }
                release(seen + 1);
                return;
            }
            long start = 0;
            for (int spins = 1; phase == seen; spins++) {
                Thread.onSpinWait();
                if (spins % 64 == 0) {
                    long now = System.nanoTime();
                    start = start == 0 ? now : start;
                    if (now - start > SPIN_NANOS) {
                        sleepUntilReleased(seen);
                    }
                }
            }
        }

        private void sleepUntilReleased(int seen) {
            parked = true;
            while (phase == seen) {
                LockSupport.park(this);
                // Cleared, else park would return at once for ever.
                boolean _ = Thread.interrupted();
            }
            parked = false;
        }

        @SuppressWarnings("NonAtomicVolatileUpdate")
        private void release(int next) {
            phase = next;
            for (Worker worker : workers) {
                if (worker.parked) {
                    LockSupport.unpark(worker.thread);
                }
            }
        }
    }

    private boolean stopped() {
        return stopping || job.cancelled();
    }

    private synchronized void fail(Throwable e) {
        if (failure == null) {
            failure = e;
        }
        failed = true;
    }
}

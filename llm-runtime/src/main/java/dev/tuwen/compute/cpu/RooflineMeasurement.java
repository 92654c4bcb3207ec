package dev.tuwen.compute.cpu;

import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.cpu.kernels.RooflineLoops;
import dev.tuwen.compute.spi.DeviceLimits;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.DoubleAdder;
import org.jspecify.annotations.Nullable;

/// Lets all workers read memory, then multiply and add, and takes the time.
final class RooflineMeasurement {
    /// Far more than any cache holds.
    static final long USUAL_BYTES = 1L << 30;

    private static final long CHUNK_BYTES = 1L << 20;
    private static final int ROUNDS = 1 << 16;
    private static final int CHUNKS_PER_WORKER = 64;
    private static final long WARM_UP_NANOS = 200_000_000;

    private final RooflineLoops loops;
    private final WorkerTeam team;
    private final long maximumBytes;

    /// @param maximumBytes memory to read, if there is as much
    RooflineMeasurement(RooflineLoops loops, WorkerTeam team, long maximumBytes) {
        this.loops = loops;
        this.team = team;
        this.maximumBytes = maximumBytes;
    }

    DeviceLimits run(int repetitions) {
        long bytes = Math.max(
                CHUNK_BYTES, Math.min(maximumBytes, HostMemory.now().freeBytes() / 4) / CHUNK_BYTES * CHUNK_BYTES);
        List<Double> read;
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(bytes, 64);
            int chunks = Math.toIntExact(bytes / CHUNK_BYTES);
            read = rates(
                    repetitions, (double) bytes, chunks, chunk -> loops.read(memory, chunk * CHUNK_BYTES, CHUNK_BYTES));
        }
        int chunks = team.size() * CHUNKS_PER_WORKER;
        double multiplyAdds = (double) chunks * ROUNDS * loops.multiplyAddsPerRound();
        return new DeviceLimits(read, rates(repetitions, multiplyAdds, chunks, chunk -> loops.multiplyAdd(ROUNDS)));
    }

    /// Work cut into chunks.
    @FunctionalInterface
    private interface Work {
        /// Does a chunk; its result is kept so that the work is not optimised away.
        double chunk(int chunk);
    }

    /// Rates in 10⁹ a second, after enough runs for the loops to be compiled.
    private List<Double> rates(int repetitions, double amount, int chunks, Work work) {
        long start = System.nanoTime();
        do {
            time(chunks, work);
        } while (System.nanoTime() - start < WARM_UP_NANOS);
        var rates = new ArrayList<Double>();
        while (rates.size() < repetitions) {
            rates.add(amount / time(chunks, work));
        }
        return rates;
    }

    private long time(int chunks, Work work) {
        var job = new Job(chunks, work);
        long start = System.nanoTime();
        team.submit(job);
        CpuRun.awaitUninterruptibly(job.done);
        return System.nanoTime() - start;
    }

    private static final class Job implements WorkerTeam.Job {
        private final int chunks;
        private final Work work;
        private final DoubleAdder results = new DoubleAdder();
        private final CountDownLatch done = new CountDownLatch(1);

        Job(int chunks, Work work) {
            this.chunks = chunks;
            this.work = work;
        }

        @Override
        public int steps() {
            return 1;
        }

        @Override
        public int chunks(int step) {
            return chunks;
        }

        @Override
        public void chunk(int step, int chunk, Scratch scratch) {
            results.add(work.chunk(chunk));
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public void ended(boolean complete, @Nullable Throwable failure) {
            done.countDown();
        }
    }
}

package dev.tuwen.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTeamTest {
    private static final int STEPS = 50;

    private static class Counting implements WorkerTeam.Job {
        final AtomicIntegerArray done = new AtomicIntegerArray(STEPS);
        final AtomicBoolean outOfOrder = new AtomicBoolean();
        final AtomicBoolean cancel = new AtomicBoolean();
        final AtomicBoolean complete = new AtomicBoolean();
        final AtomicReference<Throwable> failure = new AtomicReference<>();
        final CountDownLatch ended = new CountDownLatch(1);

        @Override
        public int steps() {
            return STEPS;
        }

        @Override
        public int chunks(int step) {
            return step % 7;
        }

        @Override
        public void chunk(int step, int chunk, Scratch scratch) {
            if (step > 0 && done.get(step - 1) != chunks(step - 1)) {
                outOfOrder.set(true);
            }
            done.incrementAndGet(step);
        }

        @Override
        public boolean cancelled() {
            return cancel.get();
        }

        @Override
        public void ended(boolean wasComplete, @Nullable Throwable thrown) {
            complete.set(wasComplete);
            failure.set(thrown);
            ended.countDown();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void doesEachChunkOnceAndNoStepBeforeTheOneBefore(int threads) throws InterruptedException {
        try (var team = new WorkerTeam(threads)) {
            for (int round = 0; round < 200; round++) {
                var job = new Counting();

                team.submit(job);
                job.ended.await();

                assertThat(job.complete).isTrue();
                assertThat(job.outOfOrder).isFalse();
                for (int step = 0; step < STEPS; step++) {
                    assertThat(job.done.get(step)).isEqualTo(job.chunks(step));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void handsOnWhatAChunkThrowsAndGoesOnWithTheNextJob(int threads) throws InterruptedException {
        var failing = new Counting() {
            @Override
            public void chunk(int step, int chunk, Scratch scratch) {
                if (step == 20 && chunk == 3) {
                    throw new IllegalStateException("chunk");
                }
                super.chunk(step, chunk, scratch);
            }
        };
        var next = new Counting();
        try (var team = new WorkerTeam(threads)) {
            team.submit(failing);
            team.submit(next);
            failing.ended.await();
            next.ended.await();
        }

        assertThat(failing.complete).isFalse();
        assertThat(failing.failure.get()).hasMessage("chunk");
        assertThat(failing.done.get(21)).isZero();
        assertThat(next.complete).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void stopsBetweenChunksWhenCancelled(int threads) throws InterruptedException {
        var begunAfter = new AtomicInteger();
        var job = new Counting() {
            @Override
            public int chunks(int step) {
                return 1_000_000;
            }

            @Override
            public void chunk(int step, int chunk, Scratch scratch) {
                if (cancel.get()) {
                    begunAfter.incrementAndGet();
                }
                if (chunk == 20) {
                    cancel.set(true);
                }
            }
        };
        try (var team = new WorkerTeam(threads)) {
            team.submit(job);
            job.ended.await();
        }

        assertThat(job.complete).isFalse();
        // Each of the others may just have asked.
        assertThat(begunAfter.get()).isLessThan(threads);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void endsTheRunningJobAndTheQueuedOnesWhenClosed(int threads) throws InterruptedException {
        var started = new CountDownLatch(1);
        var endless = new Counting() {
            @Override
            public int chunks(int step) {
                return Integer.MAX_VALUE / 2;
            }

            @Override
            public void chunk(int step, int chunk, Scratch scratch) {
                started.countDown();
                LockSupport.parkNanos(10_000);
            }
        };
        var queued = new Counting();
        var team = new WorkerTeam(threads);
        team.submit(endless);
        team.submit(queued);
        started.await();

        team.close();

        assertThat(endless.ended.getCount()).isZero();
        assertThat(endless.complete).isFalse();
        assertThat(queued.ended.getCount()).isZero();
        assertThat(queued.complete).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4})
    void sleepsWhenIdle(int threads) throws InterruptedException {
        try (var team = new WorkerTeam(threads)) {
            var job = new Counting();
            team.submit(job);
            job.ended.await();
            // then each falls asleep sooner or later; one that never does lets this test run out of time
            while (sleeping() < team.size()) {
                LockSupport.parkNanos(1_000_000);
            }
            assertThat(sleeping()).isGreaterThanOrEqualTo(team.size());
        }
    }

    private static long sleeping() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("tuwen-cpu-"))
                .filter(thread -> thread.getState() == Thread.State.WAITING)
                .count();
    }
}

package dev.tuwen.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.Cancellation;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/// Work that gives way to other work.
final class EngineThreadTest {
    private final CountDownLatch began = new CountDownLatch(1);
    private final AtomicReference<Cancellation> given = new AtomicReference<>();

    @Test
    void doesIdleWorkWhenThereIsNoOther() throws InterruptedException {
        try (var engine = new EngineThread("test")) {
            engine.whenIdle(cancellation -> began.countDown());

            began.await();
        }
    }

    @Test
    void givesIdleWorkUpForOtherWork() throws InterruptedException {
        try (var engine = new EngineThread("test")) {
            engine.whenIdle(this::untilGivenUp);
            began.await();

            assertThat(engine.submit(() -> "done").join()).isEqualTo("done");
            assertThat(given.get()).extracting(Cancellation::isCancelled).isEqualTo(true);
        }
    }

    @Test
    void doesNotBeginIdleWorkThatOtherWorkOvertook() {
        try (var engine = new EngineThread("test")) {
            var go = new CountDownLatch(1);
            var first = engine.submit(() -> {
                go.await();
                return "first";
            });
            engine.whenIdle(this::untilGivenUp);
            var last = engine.submit(() -> "last");
            go.countDown();

            assertThat(first.join()).isEqualTo("first");
            assertThat(last.join()).isEqualTo("last");
            assertThat(began.getCount()).isEqualTo(1);
        }
    }

    @Test
    void closesWhileIdleWorkIsDone() throws InterruptedException {
        var engine = new EngineThread("test");
        engine.whenIdle(this::untilGivenUp);
        began.await();

        engine.close();

        assertThat(given.get()).extracting(Cancellation::isCancelled).isEqualTo(true);
    }

    @Test
    void goesOnAfterIdleWorkThatFailed() {
        try (var engine = new EngineThread("test")) {
            engine.whenIdle(cancellation -> {
                throw new IllegalStateException("no good");
            });

            assertThat(engine.submit(() -> "done").join()).isEqualTo("done");
        }
    }

    private void untilGivenUp(Cancellation cancellation) {
        given.set(cancellation);
        began.countDown();
        while (!cancellation.isCancelled()) {
            LockSupport.parkNanos(1_000_000);
        }
        cancellation.check();
    }
}

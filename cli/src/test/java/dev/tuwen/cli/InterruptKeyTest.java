package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.cli.driver.InterruptKey;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import sun.misc.Signal;

/// Ctrl-C in a conversation.
final class InterruptKeyTest {
    @Test
    void stopsTheAnswerAndNotTheProcess() throws InterruptedException {
        // given
        var pressed = new CountDownLatch(2);
        try (var key = new InterruptKey(() -> {
            pressed.countDown();
            return true;
        })) {
            // when
            Signal.raise(new Signal("INT"));
            while (pressed.getCount() > 1) {
                Thread.onSpinWait();
            }
            Signal.raise(new Signal("INT"));

            // then
            pressed.await();
            assertThat(key).isNotNull();
        }
    }

    @Test
    void stopsOnlyAnAnswerThatIsGiven() {
        // given
        var stopped = new AtomicInteger();
        try (var interruption = new Interruption()) {
            // then
            assertThat(interruption.stopAnswer()).isFalse();
            interruption.whileAnswering(stopped::incrementAndGet);
            assertThat(interruption.stopAnswer()).isTrue();
            assertThat(stopped).hasValue(1);
            interruption.onInterrupt(stopped::incrementAndGet);
            assertThat(interruption.stopAnswer()).as("what ends a command ends it").isFalse();
            assertThat(interruption.isInterrupted()).isFalse();
        }
    }
}

package dev.tuwen.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.cli.driver.InterruptKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/// Ctrl-C in a conversation.
final class InterruptionTest {
    @Test
    void stopsTheAnswerAndNotTheProcess() throws IOException, InterruptedException {
        // given
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/kill")), "'kill' sends what the key does");
        var pressed = new CountDownLatch(1);
        InterruptKey key = new InterruptKey(() -> {
            pressed.countDown();
            return true;
        });

        // when
        try (key) {
            Assumptions.assumeTrue(key.isListening(), "this process was started to ignore the key");
            int code = new ProcessBuilder(
                            "/bin/kill",
                            "-INT",
                            String.valueOf(ProcessHandle.current().pid()))
                    .inheritIO()
                    .start()
                    .waitFor();

            // then
            assertThat(code).isZero();
            pressed.await();
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
            assertThat(interruption.stopAnswer())
                    .as("what ends a command ends it")
                    .isFalse();
            assertThat(interruption.isInterrupted()).isFalse();
        }
    }
}

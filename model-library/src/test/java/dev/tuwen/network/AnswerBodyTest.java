package dev.tuwen.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/// How long somebody reads who waits for the other side.
final class AnswerBodyTest {
    private static final Flow.Subscription NOBODY = new Flow.Subscription() {
        @Override
        public void request(long n) {}

        @Override
        public void cancel() {}
    };

    private static AnswerBody body() {
        var body = new AnswerBody("files.example", Duration.ofMillis(300), () -> false, (outcome, bytes) -> {});
        body.onSubscribe(NOBODY);
        return body;
    }

    @Test
    void leavesOneThatDrips() throws Exception {
        // given
        AnswerBody body = body();
        var over = new AtomicBoolean();
        Thread dripping = Thread.ofVirtual().start(() -> {
            while (!over.get()) {
                body.onNext(List.of(ByteBuffer.wrap(new byte[1])));
                pause(20);
            }
        });

        // then
        assertThatThrownBy(() -> body.readNBytes(1000))
                .isInstanceOf(StalledException.class)
                .hasMessageContaining("'files.example' sent ");
        over.set(true);
        dripping.join();
    }

    @Test
    void leavesNobodyWhoIsReadSlowly() throws Exception {
        AnswerBody body = body();
        for (int i = 0; i < 10; i++) {
            body.onNext(List.of(ByteBuffer.wrap(new byte[1])));
        }
        body.onComplete();

        int read = 0;
        while (body.read() >= 0) {
            read++;
            pause(50);
        }

        assertThat(read).isEqualTo(10);
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

package dev.tuwen.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.assistant.AnswerEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of the way from the model to the window.
class AnswerMailboxTest {
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<List<AnswerEvent>> delivered = new ArrayList<>();
    private long nanos = 1_000_000_000;
    private final AnswerMailbox mailbox = new AnswerMailbox(
            (millis, task) -> {
                delays.add(millis);
                scheduled.add(task);
            },
            delivered::add,
            () -> nanos);

    @Test
    void schedulesOneDeliveryForManyDeltas() {
        for (int i = 0; i < 1000; i++) {
            mailbox.event(new AnswerEvent.TextDelta("字"));
        }

        assertThat(scheduled).hasSize(1);
        scheduled.getFirst().run();
        assertThat(delivered).containsExactly(List.of(new AnswerEvent.TextDelta("字".repeat(1000))));
    }

    @Test
    void countsDoNotCutTheTextTheyAreOf() {
        for (int i = 1; i <= 100; i++) {
            mailbox.event(new AnswerEvent.Decoding(i, i));
            mailbox.event(new AnswerEvent.TextDelta("字"));
        }
        scheduled.getFirst().run();

        assertThat(delivered)
                .containsExactly(
                        List.of(new AnswerEvent.TextDelta("字".repeat(100)), new AnswerEvent.Decoding(100, 100)));
    }

    @Test
    void keepsTheOrderOfDifferentEvents() {
        mailbox.event(new AnswerEvent.Prefill(1, 3));
        mailbox.event(new AnswerEvent.Prefill(3, 3));
        mailbox.event(new AnswerEvent.TextDelta("a"));
        mailbox.event(new AnswerEvent.TurnsLeftOut(1));
        mailbox.event(new AnswerEvent.TextDelta("b"));
        scheduled.getFirst().run();

        assertThat(delivered)
                .containsExactly(List.of(
                        new AnswerEvent.Prefill(3, 3),
                        new AnswerEvent.TextDelta("a"),
                        new AnswerEvent.TurnsLeftOut(1),
                        new AnswerEvent.TextDelta("b")));
    }

    @Test
    void waitsBetweenTwoDeliveries() {
        mailbox.event(new AnswerEvent.TextDelta("a"));
        scheduled.getFirst().run();
        nanos += 1_000_000;
        mailbox.event(new AnswerEvent.TextDelta("b"));
        scheduled.get(1).run();
        nanos += 1_000_000_000;
        mailbox.event(new AnswerEvent.TextDelta("c"));

        assertThat(delays).containsExactly(0L, AnswerMailbox.INTERVAL_MILLIS - 1, 0L);
    }
}

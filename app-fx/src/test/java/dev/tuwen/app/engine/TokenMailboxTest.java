package dev.tuwen.app.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.assistant.AnswerEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of the way from the model to the window.
class TokenMailboxTest {
    private final List<Runnable> scheduled = new ArrayList<>();
    private final List<Long> delays = new ArrayList<>();
    private final List<List<AnswerEvent>> delivered = new ArrayList<>();
    private final TokenMailbox mailbox = new TokenMailbox(
            (millis, task) -> {
                delays.add(millis);
                scheduled.add(task);
            },
            delivered::add);

    @Test
    void schedulesOneDeliveryForManyPieces() {
        for (int i = 0; i < 1000; i++) {
            mailbox.event(new AnswerEvent.Text("字"));
        }

        assertThat(scheduled).hasSize(1);
        scheduled.getFirst().run();
        assertThat(delivered).containsExactly(List.of(new AnswerEvent.Text("字".repeat(1000))));
    }

    @Test
    void keepsTheOrderOfDifferentEvents() {
        mailbox.event(new AnswerEvent.Reading(1, 3));
        mailbox.event(new AnswerEvent.Reading(3, 3));
        mailbox.event(new AnswerEvent.Text("a"));
        mailbox.event(new AnswerEvent.TurnsForgotten(1));
        mailbox.event(new AnswerEvent.Text("b"));
        scheduled.getFirst().run();

        assertThat(delivered)
                .containsExactly(List.of(
                        new AnswerEvent.Reading(3, 3),
                        new AnswerEvent.Text("a"),
                        new AnswerEvent.TurnsForgotten(1),
                        new AnswerEvent.Text("b")));
    }

    @Test
    void waitsBetweenTwoDeliveries() {
        mailbox.event(new AnswerEvent.Text("a"));
        scheduled.getFirst().run();
        mailbox.event(new AnswerEvent.Text("b"));

        assertThat(delays.getFirst()).isZero();
        assertThat(delays.get(1)).isBetween(1L, TokenMailbox.INTERVAL_MILLIS);
    }
}

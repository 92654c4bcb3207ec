package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.tuwen.generate.StopReason;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What holds of a dialogue as a value.
final class DialogueTest {
    private static final Answer ONE = Answer.of("1", StopReason.END_OF_TURN);

    private final Dialogue asked = Dialogue.EMPTY.ask("One?", List.of());
    private final Dialogue answered = asked.with(ONE);

    @Test
    void growsWithoutChangingWhatItGrewFrom() {
        Dialogue longer = answered.ask("Two?", List.of());

        assertThat(answered.messages()).containsExactly(new Question("One?", List.of()), ONE);
        assertThat(longer.messages()).startsWith(answered.messages().toArray(Message[]::new));
        assertThat(longer.questionCount()).isEqualTo(2);
        assertThat(longer.reply(0)).isEqualTo(ONE);
        assertThat(longer.reply(1)).isNull();
    }

    @Test
    void goesBackToTheLastQuestionAndBeforeIt() {
        assertThat(answered.toLastQuestion()).isEqualTo(asked);
        assertThat(asked.toLastQuestion()).isEqualTo(asked);
        assertThat(answered.ask("Two?", List.of()).beforeLastQuestion()).isEqualTo(answered);
        assertThat(answered.beforeLastQuestion()).isEqualTo(Dialogue.EMPTY);
        assertThat(Dialogue.EMPTY.toLastQuestion()).isEqualTo(Dialogue.EMPTY);
        assertThat(Dialogue.EMPTY.beforeLastQuestion()).isEqualTo(Dialogue.EMPTY);
    }

    @Test
    void waitsOnlyAfterAQuestion() {
        assertThat(Dialogue.EMPTY.isWaiting()).isFalse();
        assertThat(asked.isWaiting()).isTrue();
        assertThat(answered.isWaiting()).isFalse();
    }

    @Test
    void takesTurns() {
        assertThatIllegalArgumentException().isThrownBy(() -> Dialogue.EMPTY.with(ONE));
        assertThatIllegalArgumentException().isThrownBy(() -> asked.ask("Two?", List.of()));
        assertThatIllegalArgumentException().isThrownBy(() -> answered.with(ONE));
    }
}

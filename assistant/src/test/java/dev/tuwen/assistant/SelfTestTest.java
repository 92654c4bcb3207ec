package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Six known pictures and their answers.
final class SelfTestTest {
    @Test
    void passesOnTheProcessor() {
        try (Assistant demo = Assistant.open(new ModelSpec.Demo(), OpenOptions.DEFAULT, OpenListener.NONE)) {
            List<SelfTest.Outcome> outcomes = SelfTest.run(demo, () -> false);

            assertThat(outcomes).hasSize(6).allMatch(SelfTest.Outcome::passed);
            assertThat(outcomes)
                    .extracting(SelfTest.Outcome::picture)
                    .isEqualTo(DemoModel.samples().stream()
                            .map(Sample::file)
                            .limit(6)
                            .toList());
        }
    }

    @Test
    void endsWhenItIsCancelled() {
        var asked = new AtomicInteger();
        try (Assistant demo = Assistant.open(new ModelSpec.Demo(), OpenOptions.DEFAULT, OpenListener.NONE)) {
            assertThatThrownBy(() -> SelfTest.run(demo, () -> asked.incrementAndGet() > 2))
                    .isInstanceOf(CancellationException.class);
        }
        assertThat(asked).hasValue(3);
    }

    @Test
    void failsWhereAnAnswerIsAnother() {
        assertThat(new SelfTest.Outcome("one.png", "?", "yes", "no").passed()).isFalse();
    }
}

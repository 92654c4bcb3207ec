package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import dev.tuwen.demo.SampleQuestion;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// The demo model as everybody meets it: the sample pictures with the questions that come with them.
final class DemoAnswersTest {
    @Test
    void answersEverySampleQuestionRight() throws IOException {
        // given
        var softly = new SoftAssertions();
        try (Assistant assistant = Assistant.open(new ModelSpec.Demo(), OpenOptions.DEFAULT, OpenListener.NONE)) {
            assertThat(assistant.info().demo()).isTrue();
            assertThat(assistant.info().modelName()).isEqualTo("demo");
            assertThat(assistant.info().defaults().isGreedy()).isTrue();
            for (Sample sample : DemoModel.samples()) {
                Picture picture = picture(sample);
                for (SampleQuestion question : sample.questions()) {
                    // when
                    Answer answer = ask(assistant, picture, question.question());

                    // then
                    softly.assertThat(answer.text())
                            .as("%s: %s", sample.file(), question.question())
                            .isEqualTo(question.answer());
                }
            }
        }
        softly.assertAll();
    }

    @Test
    void answersInAConversationAndWithoutAPicture() throws IOException {
        // given
        try (Assistant assistant = Assistant.open(new ModelSpec.Demo(), OpenOptions.DEFAULT, OpenListener.NONE);
                Chat chat = assistant.newChat()) {
            Sample sample = DemoModel.samples().getFirst();
            var options = new AskOptions(assistant.info().defaults(), 64);

            // when
            Dialogue greeting = Dialogue.EMPTY.ask("你好", List.of());
            Answer without = chat.ask(greeting, options, event -> {}).await();
            Dialogue followUp =
                    greeting.with(without).ask(sample.questions().getFirst().question(), List.of(picture(sample)));
            Answer with = chat.ask(followUp, options, event -> {}).await();

            // then
            assertThat(without.text()).isNotBlank();
            assertThat(with.text()).isNotBlank();
            assertThat(with.reusedTokens()).isEqualTo(without.contextUsed());
        }
    }

    private static Answer ask(Assistant assistant, Picture picture, String question) {
        try (Chat chat = assistant.newChat()) {
            return chat.ask(
                            Dialogue.EMPTY.ask(question, List.of(picture)),
                            new AskOptions(assistant.info().defaults(), 64),
                            event -> {})
                    .await();
        }
    }

    private static Picture picture(Sample sample) throws IOException {
        try (InputStream stream = DemoModel.openSample(sample.file())) {
            return Picture.decode(sample.file(), stream.readAllBytes());
        }
    }
}

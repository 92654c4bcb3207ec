package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.generate.StopReason;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.ChainModel;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a model is shown of a dialogue is what the person was shown.
final class HistoryTest {
    private static final int O = 486;
    private static final int K = 525;

    private final WatchedBackend backend = new WatchedBackend();

    @AfterEach
    void nothingSurvives() {
        assertThat(backend.survivors()).as("never closed").isEmpty();
    }

    private Assistant open(Path folder) {
        return OpenedAssistant.open(
                new ModelSpec.Folder(folder), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE);
    }

    private static AskOptions greedy(int tokens) {
        return new AskOptions(SamplingOptions.GREEDY, tokens);
    }

    @Test
    void keepsNoTurnMarkerThatEndedAnAnswer(@TempDir Path folder) {
        // given: a model that writes 'ok<用户>' and never an end token
        Path model = new ChainModel().answers(O, K, 181, 409, 183).write(folder);
        try (Assistant assistant = open(model)) {
            var talk = new Talk(assistant);

            // when
            Answer first = talk.ask("k", List.of(), greedy(40), event -> {});
            Answer second = talk.ask("k", List.of(), greedy(40), event -> {});

            // then: the begin token stands once, question and answer twice
            assertThat(first.text()).isEqualTo("ok");
            assertThat(first.reason()).isEqualTo(StopReason.END_OF_TURN);
            assertThat(second.promptTokens()).isEqualTo(2 * first.promptTokens() - 1 + 2);
            assertThat(second.reusedTokens()).isGreaterThanOrEqualTo(first.promptTokens() + 2);
        }
    }

    @Test
    void keepsWhatFollowsABlankAsItWasShown(@TempDir Path folder) {
        // given: one that writes ' k k k' without end
        int blankK = 478;
        Path model = new ChainModel().answers(blankK, blankK).write(folder);
        try (Assistant assistant = open(model)) {
            var talk = new Talk(assistant);
            Answer first = talk.ask("k", List.of(), greedy(3), event -> {});

            // when
            Answer inChat = talk.ask("k", List.of(), greedy(3), event -> {});
            Dialogue told = Dialogue.EMPTY
                    .ask("k", List.of())
                    .with(Answer.of(first.text(), StopReason.LENGTH))
                    .ask("k", List.of());
            Answer afresh = new Talk(assistant).answer(told, greedy(3), event -> {});

            // then
            assertThat(inChat.promptTokens()).as(first.text()).isEqualTo(afresh.promptTokens());
        }
    }

    /// Of the question that overflows the context the next dozen know the prompt.
    @Test
    void makesSpaceForADozenQuestionsOnceTheContextIsFull(@TempDir Path folder) {
        // given
        Path model = new ChainModel().answers(O, K, 2).write(folder);
        try (Assistant assistant = open(model)) {
            var talk = new Talk(assistant);
            var afresh = new ArrayList<Integer>();
            var said = new ArrayList<Integer>();

            // when
            for (int i = 0; i < 80; i++) {
                var heard = new Heard();
                Answer answer = talk.ask(
                        "question number " + i + ": what else is there to say of it", List.of(), greedy(1024), heard);
                if (answer.promptTokens() - answer.reusedTokens() > 200) {
                    afresh.add(i);
                }
                if (!heard.of(AnswerEvent.TurnsLeftOut.class).isEmpty()) {
                    said.add(i);
                }
            }

            // then
            assertThat(afresh).isNotEmpty().isEqualTo(said);
            for (int i = 1; i < afresh.size(); i++) {
                assertThat(afresh.get(i) - afresh.get(i - 1))
                        .as(afresh.toString())
                        .isGreaterThanOrEqualTo(10);
            }
        }
    }

    @Test
    void givesPicturesOfAFailedQuestionBack() {
        // given
        Picture picture = Picture.read(GoldenFolder.of("images").resolve("square.png"));
        Dialogue asked = Dialogue.EMPTY.ask("?", List.of(picture));

        // then
        assertThat(asked.returnedPictures()).as("it waits").isEmpty();
        assertThat(asked.with(new Unanswered(new IllegalStateException("broken")))
                        .returnedPictures())
                .containsExactly(picture);
        assertThat(asked.with(Answer.of("ok", StopReason.END_OF_TURN)).returnedPictures())
                .isEmpty();
        assertThat(asked.with(new Unanswered(new dev.tuwen.model.PicturesNotSupportedException("text")))
                        .returnedPictures())
                .as("they would fail again")
                .isEmpty();
    }
}

package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.generate.StopReason;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.GoldenFolder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Dialogues that part, go back and fail: how much of each is computed again.
final class BranchesTest {
    private static final AskOptions SHORT = new AskOptions(SamplingOptions.GREEDY, 6);

    private final WatchedBackend backend = new WatchedBackend();

    @SuppressWarnings("NullAway.Init")
    private Talk talk;

    @SuppressWarnings("NullAway.Init")
    private Assistant assistant;

    @BeforeEach
    void open() {
        assistant = OpenedAssistant.open(
                new ModelSpec.Folder(GoldenFolder.of("v2")), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE);
        talk = new Talk(assistant);
    }

    @AfterEach
    void close() {
        assistant.close();
        assertThat(backend.survivors()).as("never closed").isEmpty();
    }

    private static Picture picture(String name) {
        return Picture.read(GoldenFolder.of("images").resolve(name));
    }

    @Test
    void computesTheCommonPrefixOfTwoBranchesOnce() {
        // given
        Answer first = talk.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {});
        Dialogue trunk = talk.dialogue();
        Dialogue left = trunk.ask("How many are there, and where?", List.of());
        Dialogue right = trunk.ask("为什么？", List.of());
        Answer one = talk.answer(left, SHORT, event -> {});
        backend.forget();

        // when
        Answer other = talk.answer(right, SHORT, event -> {});
        Answer oneAgain = talk.answer(left, SHORT, event -> {});

        // then
        assertThat(List.of(other, oneAgain)).allMatch(answer -> answer.reusedTokens() >= first.contextUsed());
        assertThat(oneAgain.text()).isEqualTo(one.text());
        assertThat(backend.runs("vision")).isZero();
    }

    @Test
    void goesBackToAnyBranchWithoutComputingItAgain() {
        // given: two that part after the first answer, and a third of its own
        talk.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {});
        Dialogue trunk = talk.dialogue();
        List<Dialogue> branches = List.of(
                trunk.ask("How many are there, and where?", List.of()),
                trunk.ask("Which is the largest of all of them?", List.of()),
                Dialogue.EMPTY.ask("Count to ten", List.of()));
        var answered = new ArrayList<Dialogue>();
        for (Dialogue branch : branches) {
            talk.answer(branch, SHORT, event -> {});
            answered.add(talk.dialogue());
        }
        backend.forget();

        for (Dialogue branch : answered) {
            // when
            Answer back = talk.answer(branch.ask("And now?", List.of()), SHORT, event -> {});

            // then: as in a chat that never left it
            var straight = new Talk(assistant);
            straight.answer(
                    branch.beforeLastQuestion()
                            .ask(branch.question(branch.questionCount() - 1).text(), List.of()),
                    SHORT,
                    event -> {});
            Answer next = straight.ask("And now?", List.of(), SHORT, event -> {});
            assertThat(back.reusedTokens()).isEqualTo(next.reusedTokens()).isGreaterThan(10);
            assertThat(back.text()).isEqualTo(next.text());
        }
        assertThat(backend.runs("vision")).isZero();
    }

    @Test
    void keepsNoMoreOfAllBranchesThanAContextHolds() {
        // given
        var asked = new ArrayList<Dialogue>();
        for (int i = 0; i < 8; i++) {
            asked.add(Dialogue.EMPTY.ask(i + " why".repeat(400), List.of()));
        }

        // when
        asked.forEach(dialogue -> talk.answer(dialogue, SHORT, event -> {}));

        // then
        int context = assistant.info().contextLimit();
        assertThat(backend.rows("kv.keys.0")).isGreaterThan(context).isLessThanOrEqualTo(2 * context);
        Answer recent = talk.answer(asked.get(6), SHORT, event -> {});
        assertThat(recent.reusedTokens()).isEqualTo(recent.promptTokens() - 1);
        Answer oldest = talk.answer(asked.get(0), SHORT, event -> {});
        assertThat(oldest.reusedTokens()).isLessThan(20);
    }

    @Test
    void computesAChangedQuestionFromWhereItDiffers() {
        // given
        talk.ask("What is in the image?", List.of(picture("square.png")), SHORT, event -> {});
        Answer second = talk.ask("how many people are there", List.of(), SHORT, event -> {});

        // when
        Dialogue changed = talk.dialogue().beforeLastQuestion().ask("how many trees are there", List.of());
        Answer answer = talk.answer(changed, SHORT, event -> {});

        // then
        assertThat(answer.reusedTokens()).isGreaterThan(20).isLessThan(second.promptTokens());
    }

    @Test
    void encodesOnlyThePictureThatWasExchanged() {
        // given
        Picture kept = picture("square.png");
        talk.ask("Which?", List.of(kept, picture("tiny.png")), SHORT, event -> {});
        var heard = new Heard();
        backend.forget();

        // when
        Answer answer = talk.answer(Dialogue.EMPTY.ask("Which?", List.of(kept, picture("portrait.png"))), SHORT, heard);

        // then: begin, <用户>, the marker, the four rows of the picture and the marker after them at least
        assertThat(heard.of(AnswerEvent.EncodingPicture.class)).allMatch(event -> event.pictures() == 1);
        assertThat(answer.reusedTokens()).isGreaterThanOrEqualTo(8);
    }

    @Test
    void knowsThePicturesOfALongDialogueByItsOwn() {
        // given: more pictures than are kept for all chats together
        for (int i = 0; i < 26; i++) {
            talk.ask("?", List.of(picture("tiny.png")), SHORT, event -> {});
        }
        backend.forget();

        // when
        Answer next = talk.ask("And the first?", List.of(), SHORT, event -> {});

        // then
        assertThat(backend.runs("vision")).isZero();
        assertThat(next.reusedTokens()).isGreaterThan(26 * 7);
    }

    @Test
    void goesOnAfterAPrefillThatFailed() {
        // given
        Answer first = talk.ask("What?", List.of(picture("square.png")), SHORT, event -> {});
        Dialogue before = talk.dialogue();
        backend.failNext("prefill");
        var heard = new Heard();

        // when
        assertThatThrownBy(() -> talk.ask("And now?", List.of(), SHORT, heard)).hasMessageContaining("prefill");

        // then
        assertThat(heard.all().getLast()).isInstanceOf(AnswerEvent.Failed.class);
        assertThat(before.messages()).hasSize(2);

        // and when
        Answer again = talk.askAgain(SHORT, event -> {});

        // then
        assertThat(again.reusedTokens()).isBetween(first.promptTokens(), first.contextUsed());
        assertThat(again.answerTokens()).isEqualTo(6);
    }

    @Test
    void doesNotShowAQuestionThatFailedWithLaterOnes() {
        // given
        backend.failNext("prefill");
        assertThatThrownBy(() -> talk.ask("long ".repeat(50), List.of(), SHORT, event -> {}))
                .hasMessageContaining("prefill");

        // when
        Answer next = talk.ask("?", List.of(), SHORT, event -> {});

        // then
        Answer alone = new Talk(assistant).ask("?", List.of(), SHORT, event -> {});
        assertThat(next.promptTokens()).isEqualTo(alone.promptTokens());
    }

    @Test
    void answersAStoppedAnswerFurtherOnFromItsWords() {
        // given
        var options = new AskOptions(SamplingOptions.GREEDY, 1900);
        var texts = new ArrayList<String>();
        Chat chat = assistant.newChat();
        Answering[] answering = new Answering[1];
        Dialogue asked = Dialogue.EMPTY.ask("why", List.of());

        // when
        synchronized (texts) {
            answering[0] = chat.ask(asked, options, event -> {
                synchronized (texts) {
                    if (event instanceof AnswerEvent.TextDelta(String text)) {
                        texts.add(text);
                        answering[0].stop();
                    }
                }
            });
        }
        Answer stopped = answering[0].await();
        Answer next = chat.ask(asked.with(stopped).ask("And?", List.of()), SHORT, event -> {})
                .await();

        // then
        assertThat(stopped.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(stopped.text()).startsWith(texts.getFirst());
        assertThat(next.reusedTokens()).isEqualTo(stopped.contextUsed());
    }
}

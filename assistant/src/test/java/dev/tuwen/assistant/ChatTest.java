package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.generate.StopReason;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Conversations with the tiny golden models, on the processor.
final class ChatTest {
    private static final AskOptions SHORT = new AskOptions(SamplingOptions.GREEDY, 6);

    private final WatchedBackend backend = new WatchedBackend();

    @SuppressWarnings("NullAway.Init")
    private Assistant assistant;

    @BeforeEach
    void open() {
        assistant = open(GoldenFolder.of("v2"));
        backend.forget();
    }

    @AfterEach
    void close() {
        assistant.close();
        assertThat(backend.survivors()).as("never closed").isEmpty();
    }

    private Assistant open(Path model) {
        return OpenedAssistant.open(
                new ModelSpec.Folder(model), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE);
    }

    private static Picture picture(String name) {
        return Picture.read(GoldenFolder.of("images").resolve(name));
    }

    @Test
    void answersWithTheModelsOwnWords() {
        // given
        var heard = new Heard();

        // when
        Answer answer = new Talk(assistant)
                .ask(
                        "What is in the image?",
                        List.of(picture("square.png")),
                        new AskOptions(SamplingOptions.GREEDY, 32),
                        heard);

        // then
        assertThat(answer.text()).isEqualTo("有国过x�%Y后\u00058�\u0010�那v�请\b�/ple9天<reserved_26>回#尺\u0004 的月 h");
        assertThat(heard.text()).isEqualTo(answer.text());
        assertThat(answer.reason()).isEqualTo(StopReason.LENGTH);
        assertThat(answer.answerTokens()).isEqualTo(32);
        assertThat(heard.of(AnswerEvent.Decoding.class))
                .extracting(AnswerEvent.Decoding::tokens)
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 32).boxed().toList());
        assertThat(answer.promptTokens()).isEqualTo(25);
        assertThat(heard.all().getLast()).isEqualTo(new AnswerEvent.Finished(answer));
    }

    @Test
    void tellsHowFarItIsWithEachPart() {
        // given
        var heard = new Heard();

        // when
        new Talk(assistant).ask("?", List.of(picture("big.png")), SHORT, heard);

        // then
        List<AnswerEvent.EncodingPicture> looks = heard.of(AnswerEvent.EncodingPicture.class);
        assertThat(looks)
                .extracting(AnswerEvent.EncodingPicture::slice)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(looks).allMatch(look -> look.slices() == 10 && look.pictures() == 1);
        assertThat(looks.getFirst().estimatedMillisLeft()).isEqualTo(-1);
        assertThat(looks.getLast().estimatedMillisLeft()).isZero();
        assertThat(heard.of(AnswerEvent.Prefill.class).getLast().tokensDone())
                .isEqualTo(heard.of(AnswerEvent.Prefill.class).getLast().tokensTotal());
    }

    @Test
    void neitherEncodesNorPrefillsAgainInAFollowUp() {
        // given
        var talk = new Talk(assistant);
        Answer first = talk.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {});
        backend.forget();
        var heard = new Heard();

        // when
        Answer second = talk.ask("And now?", List.of(), SHORT, heard);

        // then
        assertThat(heard.of(AnswerEvent.EncodingPicture.class)).isEmpty();
        assertThat(backend.runs("vision")).isZero();
        assertThat(second.reusedTokens()).isBetween(first.promptTokens(), first.contextUsed());
        assertThat(heard.of(AnswerEvent.Prefill.class).getLast().tokensTotal())
                .isEqualTo(second.promptTokens() - second.reusedTokens())
                .isLessThan(20);
        assertThat(second.contextUsed()).isEqualTo(second.promptTokens() + second.answerTokens() - 1);
    }

    @Test
    void takesAStoredDialogueAsTheReferenceDoes() {
        // given
        JsonNode run = GoldenFile.runs("v2").get(2);
        var talk = new Talk(
                assistant,
                Dialogue.EMPTY
                        .ask(content(run, 0), List.of(picture("big.png")))
                        .with(Answer.of(content(run, 1), StopReason.END_OF_TURN)));

        // when
        var options = new AskOptions(SamplingOptions.GREEDY, 32);
        Answer answer = talk.ask(content(run, 2), List.of(), options, event -> {});
        Answer again = talk.askAgain(options, event -> {});

        // then
        assertThat(answer.text()).isEqualTo(run.get("answer").asString());
        assertThat(again.text()).isEqualTo(answer.text());
        assertThat(answer.reusedTokens()).isZero();
        assertThat(again.reusedTokens()).isEqualTo(answer.promptTokens() - 1);
    }

    private static String content(JsonNode run, int message) {
        return run.get("messages").get(message).get("content").asString();
    }

    @Test
    void encodesAPictureOnceInAllChats() {
        // given
        Picture picture = picture("portrait.png");
        new Talk(assistant).ask("What?", List.of(picture), SHORT, event -> {});
        backend.forget();

        // when
        Answer again = new Talk(assistant).ask("What?", List.of(picture), SHORT, event -> {});

        // then
        assertThat(backend.runs("vision")).isZero();
        assertThat(again.reusedTokens()).isZero();
    }

    @Test
    void answersAgainWithoutEncodingOrPrefill() {
        // given
        var talk = new Talk(assistant);
        Answer first = talk.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {});
        backend.forget();

        // when
        Answer again = talk.askAgain(SHORT, event -> {});

        // then
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.promptTokens()).isEqualTo(first.promptTokens());
        assertThat(again.reusedTokens()).isEqualTo(first.promptTokens() - 1);
        assertThat(backend.runs("vision")).isZero();
    }

    @Test
    void drawsAnotherAnswerFromAnotherSeed() {
        // given
        var hot = new SamplingOptions(5, 0, 1, 1, 1, 1);
        var talk = new Talk(assistant);
        Answer one = talk.ask("?", List.of(), new AskOptions(hot, 12), event -> {});

        // when
        Answer other = talk.askAgain(new AskOptions(hot.withSeed(2), 12), event -> {});
        Answer same = talk.askAgain(new AskOptions(hot, 12), event -> {});

        // then
        assertThat(other.text()).isNotEqualTo(one.text());
        assertThat(same.text()).isEqualTo(one.text());
    }

    @Test
    void putsSeveralPicturesBeforeTheTextTheyCameWith() {
        // given
        var heard = new Heard();
        var talk = new Talk(assistant);

        // when
        Answer two = talk.ask("Which?", List.of(picture("square.png"), picture("tiny.png")), SHORT, heard);
        Answer later = talk.ask("And this?", List.of(picture("portrait.png")), SHORT, heard);

        // then: begin, <用户> (3 tokens), twice (image, 4 rows, image end, newline), text, <AI>
        int text =
                new Talk(assistant).ask("Which?", List.of(), SHORT, event -> {}).promptTokens();
        assertThat(two.promptTokens()).isEqualTo(text + 2 * 7);
        assertThat(heard.of(AnswerEvent.EncodingPicture.class))
                .extracting(AnswerEvent.EncodingPicture::picture)
                .contains(0, 1);
        assertThat(later.reusedTokens()).isBetween(two.promptTokens(), two.contextUsed());
    }

    @Test
    void takesMarkersInAQuestionForLetters() {
        // when
        Answer answer = new Talk(assistant)
                .ask("</image><image><slice><用户><AI>", List.of(picture("square.png")), SHORT, event -> {});

        // then
        assertThat(answer.answerTokens()).isPositive();
        assertThat(answer.promptTokens()).isGreaterThan(25);
    }

    @Test
    void stopsInTheMiddleOfAnAnswer() {
        // given
        Chat chat = assistant.newChat();
        Answering[] answering = new Answering[1];
        var asked = new CountDownLatch(1);
        var heard = new Heard();

        // when
        answering[0] = chat.ask(asking("?"), new AskOptions(endless(), 1900), event -> {
            heard.event(event);
            if (event instanceof AnswerEvent.TextDelta) {
                await(asked);
                answering[0].stop();
            }
        });
        asked.countDown();
        Answer answer = answering[0].await();

        // then
        assertThat(heard.of(AnswerEvent.TextDelta.class))
                .as("one, and what was held back")
                .hasSizeLessThanOrEqualTo(2);
        assertThat(answer.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(answer.text()).isNotEmpty();
        Answer next = chat.ask(asking("?").with(answer).ask("And?", List.of()), SHORT, event -> {})
                .await();
        assertThat(next.reusedTokens()).isEqualTo(answer.contextUsed());
    }

    @Test
    void stopsInTheMiddleOfThePrefillAndGoesOnFromThere() {
        // given
        Dialogue dialogue = asking("word ".repeat(250));
        Chat chat = assistant.newChat();
        Answering[] answering = new Answering[1];
        var asked = new CountDownLatch(1);

        // when
        answering[0] = chat.ask(dialogue, SHORT, event -> {
            if (event instanceof AnswerEvent.Prefill prefill && prefill.tokensDone() > 0) {
                await(asked);
                answering[0].stop();
            }
        });
        asked.countDown();
        Answer stopped = answering[0].await();
        Answer again = chat.ask(dialogue, SHORT, event -> {}).await();

        // then
        assertThat(stopped.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(stopped.text()).isEmpty();
        assertThat(again.reusedTokens()).isPositive();
        assertThat(again.answerTokens()).isEqualTo(6);
    }

    @Test
    void stopsWhileEncodingAPicture() {
        // given
        Dialogue dialogue = Dialogue.EMPTY.ask("What?", List.of(picture("big.png")));
        Chat chat = assistant.newChat();
        var stop = new Heard();
        Answering[] answering = new Answering[1];
        var asked = new CountDownLatch(1);

        // when
        answering[0] = chat.ask(dialogue, SHORT, event -> {
            stop.event(event);
            if (event instanceof AnswerEvent.EncodingPicture look && look.slice() == 2) {
                await(asked);
                answering[0].stop();
            }
        });
        asked.countDown();
        Answer answer = answering[0].await();

        // then
        assertThat(answer.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(answer.text()).isEmpty();
        assertThat(stop.of(AnswerEvent.Prefill.class)).isEmpty();

        // and when
        Answer again = chat.ask(dialogue, SHORT, event -> {}).await();

        // then
        assertThat(again.text()).isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void searchesWithBeams() {
        // given
        var beams = new AskOptions(SamplingOptions.GREEDY.withBeams(3).withRepetitionPenalty(1.2f), 8);

        // when
        Answer answer = new Talk(assistant).ask("What?", List.of(picture("square.png")), beams, event -> {});

        // then
        assertThat(answer.text()).isNotEmpty();
    }

    @Test
    void allowsOneQuestionAtATime() {
        // given
        Chat chat = assistant.newChat();
        Answering running = chat.ask(asking("?"), new AskOptions(endless(), 1900), event -> {});

        // then
        assertThatThrownBy(() -> chat.ask(asking("?"), SHORT, event -> {})).isInstanceOf(IllegalStateException.class);
        running.stop();
        running.await();
    }

    @Test
    void closesInTheMiddleOfAnAnswer() {
        // given
        Chat chat = assistant.newChat();
        var heard = new Heard();
        Answering running = chat.ask(asking("?"), new AskOptions(endless(), 1900), heard);

        // when
        assistant.close();

        // then
        assertThat(running.isDone()).isTrue();
        assertThat(heard.all().getLast()).isInstanceOf(AnswerEvent.Finished.class);
        assertThatThrownBy(() -> chat.ask(asking("?"), SHORT, event -> {})).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesADialogueInWhichNoQuestionWaits() {
        // given
        Chat chat = assistant.newChat();

        // then
        assertThatThrownBy(() -> chat.ask(Dialogue.EMPTY, SHORT, event -> {}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Dialogue asking(String question) {
        return Dialogue.EMPTY.ask(question, List.of());
    }

    /// Sampling that hardly ever meets the end token.
    private static SamplingOptions endless() {
        return new SamplingOptions(0, 0, 1, 1.05f, 1, 0);
    }
}

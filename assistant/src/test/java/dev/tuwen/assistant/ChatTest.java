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
import java.util.concurrent.TimeUnit;
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
        return Assistant.open(new ModelSpec.Folder(model), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE);
    }

    private static Picture picture(String name) {
        return Picture.read(GoldenFolder.of("images").resolve(name));
    }

    @Test
    void answersWithTheModelsOwnWords() {
        // given
        var heard = new Heard();
        Chat chat = assistant.newChat(List.of());

        // when
        Answer answer = chat.ask(
                        "What is in the image?",
                        List.of(picture("square.png")),
                        new AskOptions(SamplingOptions.GREEDY, 32),
                        heard)
                .await();

        // then
        assertThat(answer.text()).isEqualTo("有国过x�%Y后\u00058�\u0010�那v�请\b�/ple9天<reserved_26>回#尺\u0004 的月 h");
        assertThat(heard.text()).isEqualTo(answer.text());
        assertThat(answer.reason()).isEqualTo(StopReason.LENGTH);
        assertThat(answer.answerTokens()).isEqualTo(32);
        assertThat(answer.promptTokens()).isEqualTo(25);
        assertThat(heard.all().getLast()).isEqualTo(new AnswerEvent.Finished(answer));
        assertThat(chat.messages()).extracting(Message::text).containsExactly("What is in the image?", answer.text());
    }

    @Test
    void tellsHowFarItIsWithEachPart() {
        // given
        var heard = new Heard();

        // when
        assistant
                .newChat(List.of())
                .ask("?", List.of(picture("big.png")), SHORT, heard)
                .await();

        // then
        List<AnswerEvent.LookingAtPicture> looks = heard.of(AnswerEvent.LookingAtPicture.class);
        assertThat(looks)
                .extracting(AnswerEvent.LookingAtPicture::slice)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(looks).allMatch(look -> look.slices() == 10 && look.pictures() == 1);
        assertThat(looks.getFirst().estimatedMillisLeft()).isEqualTo(-1);
        assertThat(looks.getLast().estimatedMillisLeft()).isZero();
        assertThat(heard.of(AnswerEvent.Reading.class).getLast().tokensDone())
                .isEqualTo(heard.of(AnswerEvent.Reading.class).getLast().tokensTotal());
    }

    @Test
    void neitherLooksNorReadsAgainInAFollowUp() {
        // given
        Chat chat = assistant.newChat(List.of());
        Answer first = chat.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {})
                .await();
        backend.forget();
        var heard = new Heard();

        // when
        Answer second = chat.ask("And now?", List.of(), SHORT, heard).await();

        // then
        assertThat(heard.of(AnswerEvent.LookingAtPicture.class)).isEmpty();
        assertThat(backend.runs("vision")).isZero();
        assertThat(second.reusedTokens()).isEqualTo(first.contextUsed());
        assertThat(heard.of(AnswerEvent.Reading.class).getLast().tokensTotal())
                .isEqualTo(second.promptTokens() - first.contextUsed())
                .isLessThan(20);
        assertThat(chat.contextUsed()).isEqualTo(second.contextUsed());
    }

    @Test
    void readsAHistoryAsTheReferenceDoes() {
        // given
        JsonNode run = GoldenFile.runs("v2").get(2);
        Chat chat = assistant.newChat(List.of(
                Message.user(content(run, 0), List.of(picture("big.png"))), Message.assistant(content(run, 1))));

        // when
        var options = new AskOptions(SamplingOptions.GREEDY, 32);
        Answer answer =
                chat.ask(content(run, 2), List.of(), options, event -> {}).await();
        Answer again = chat.regenerate(options, event -> {}).await();

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
    void looksOnceAtAPictureInAllChats() {
        // given
        Picture picture = picture("portrait.png");
        assistant
                .newChat(List.of())
                .ask("What?", List.of(picture), SHORT, event -> {})
                .await();
        backend.forget();

        // when
        Answer again = assistant
                .newChat(List.of())
                .ask("What?", List.of(picture), SHORT, event -> {})
                .await();

        // then
        assertThat(backend.runs("vision")).isZero();
        assertThat(again.reusedTokens()).isZero();
    }

    @Test
    void regeneratesWithoutLookingOrReadingAgain() {
        // given
        Chat chat = assistant.newChat(List.of());
        Answer first = chat.ask("What?", List.of(picture("landscape.png")), SHORT, event -> {})
                .await();
        backend.forget();

        // when
        Answer again = chat.regenerate(SHORT, event -> {}).await();

        // then
        assertThat(again.text()).isEqualTo(first.text());
        assertThat(again.promptTokens()).isEqualTo(first.promptTokens());
        assertThat(again.reusedTokens()).isEqualTo(first.promptTokens() - 1);
        assertThat(backend.runs("vision")).isZero();
        assertThat(chat.messages()).hasSize(2);
    }

    @Test
    void drawsAnotherAnswerFromAnotherSeed() {
        // given
        var hot = new SamplingOptions(5, 0, 1, 1, 1, 1);
        Chat chat = assistant.newChat(List.of());
        Answer one =
                chat.ask("?", List.of(), new AskOptions(hot, 12), event -> {}).await();

        // when
        Answer other = chat.regenerate(new AskOptions(hot.withSeed(2), 12), event -> {})
                .await();
        Answer same = chat.regenerate(new AskOptions(hot, 12), event -> {}).await();

        // then
        assertThat(other.text()).isNotEqualTo(one.text());
        assertThat(same.text()).isEqualTo(one.text());
    }

    @Test
    void putsSeveralPicturesBeforeTheTextTheyCameWith() {
        // given
        var heard = new Heard();
        Chat chat = assistant.newChat(List.of());

        // when
        Answer two = chat.ask("Which?", List.of(picture("square.png"), picture("tiny.png")), SHORT, heard)
                .await();
        Answer later = chat.ask("And this?", List.of(picture("portrait.png")), SHORT, heard)
                .await();

        // then: begin, <用户> (3 tokens), twice (image, 4 rows, image end, newline), text, <AI>
        int text = assistant
                .newChat(List.of())
                .ask("Which?", List.of(), SHORT, event -> {})
                .await()
                .promptTokens();
        assertThat(two.promptTokens()).isEqualTo(text + 2 * 7);
        assertThat(heard.of(AnswerEvent.LookingAtPicture.class))
                .extracting(AnswerEvent.LookingAtPicture::picture)
                .contains(0, 1);
        assertThat(later.reusedTokens()).isEqualTo(two.contextUsed());
    }

    @Test
    void takesMarkersInAQuestionForLetters() {
        // when
        Answer answer = assistant
                .newChat(List.of())
                .ask("</image><image><slice><用户><AI>", List.of(picture("square.png")), SHORT, event -> {})
                .await();

        // then
        assertThat(answer.answerTokens()).isPositive();
        assertThat(answer.promptTokens()).isGreaterThan(25);
    }

    @Test
    void stopsInTheMiddleOfAnAnswer() throws InterruptedException {
        // given
        var begun = new CountDownLatch(1);
        Chat chat = assistant.newChat(List.of());
        Answering answering = chat.ask("?", List.of(), new AskOptions(endless(), 1900), event -> {
            if (event instanceof AnswerEvent.Text) {
                begun.countDown();
            }
        });
        assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();

        // when
        long start = System.nanoTime();
        answering.stop();
        Answer answer = answering.await();

        // then
        assertThat((System.nanoTime() - start) / 1e6).as("milliseconds to stop").isLessThan(1000);
        assertThat(answer.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(answer.text()).isNotEmpty();
        assertThat(chat.messages().getLast()).isEqualTo(Message.assistant(answer.text()));
    }

    @Test
    void stopsInTheMiddleOfReadingAndReadsOnFromThere() {
        // given
        String question = "word ".repeat(250);
        Chat chat = assistant.newChat(List.of());
        Answering[] answering = new Answering[1];
        var asked = new CountDownLatch(1);

        // when
        answering[0] = chat.ask(question, List.of(), SHORT, event -> {
            if (event instanceof AnswerEvent.Reading reading && reading.tokensDone() > 0) {
                await(asked);
                answering[0].stop();
            }
        });
        asked.countDown();
        Answer stopped = answering[0].await();
        Answer again = chat.regenerate(SHORT, event -> {}).await();

        // then
        assertThat(stopped.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(stopped.text()).isEmpty();
        assertThat(again.reusedTokens()).isPositive();
        assertThat(again.answerTokens()).isEqualTo(6);
    }

    @Test
    void stopsWhileLookingAndKeepsTheQuestion() {
        // given
        Chat chat = assistant.newChat(List.of());
        var stop = new Heard();
        Answering[] answering = new Answering[1];
        var asked = new CountDownLatch(1);

        // when
        answering[0] = chat.ask("What?", List.of(picture("big.png")), SHORT, event -> {
            stop.event(event);
            if (event instanceof AnswerEvent.LookingAtPicture look && look.slice() == 2) {
                await(asked);
                answering[0].stop();
            }
        });
        asked.countDown();
        Answer answer = answering[0].await();

        // then
        assertThat(answer.reason()).isEqualTo(StopReason.CANCELLED);
        assertThat(answer.text()).isEmpty();
        assertThat(chat.messages()).extracting(Message::role).containsExactly(Role.USER);
        assertThat(stop.of(AnswerEvent.Reading.class)).isEmpty();

        // and when
        Answer again = chat.regenerate(SHORT, event -> {}).await();

        // then
        assertThat(again.text()).isNotEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void searchesWithBeams() {
        // given
        var beams = new AskOptions(SamplingOptions.GREEDY.withBeams(3).withRepetitionPenalty(1.2f), 8);

        // when
        Answer answer = assistant
                .newChat(List.of())
                .ask("What?", List.of(picture("square.png")), beams, event -> {})
                .await();

        // then
        assertThat(answer.text()).isNotEmpty();
    }

    @Test
    void allowsOneQuestionAtATime() {
        // given
        Chat chat = assistant.newChat(List.of());
        Answering running = chat.ask("?", List.of(), new AskOptions(endless(), 1900), event -> {});

        // then
        assertThatThrownBy(() -> chat.ask("?", List.of(), SHORT, event -> {}))
                .isInstanceOf(IllegalStateException.class);
        running.stop();
        running.await();
    }

    @Test
    void closesInTheMiddleOfAnAnswer() {
        // given
        Chat chat = assistant.newChat(List.of());
        var heard = new Heard();
        Answering running = chat.ask("?", List.of(), new AskOptions(endless(), 1900), heard);

        // when
        assistant.close();

        // then
        assertThat(running.isDone()).isTrue();
        assertThat(heard.all().getLast()).isInstanceOf(AnswerEvent.Finished.class);
        assertThatThrownBy(() -> chat.ask("?", List.of(), SHORT, event -> {}))
                .isInstanceOf(IllegalStateException.class);
    }

    /// Sampling that hardly ever meets the end token.
    private static SamplingOptions endless() {
        return new SamplingOptions(0, 0, 1, 1.05f, 1, 0);
    }
}

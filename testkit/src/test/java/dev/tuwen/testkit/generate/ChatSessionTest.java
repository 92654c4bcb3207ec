package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.GenerationEvent;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptPart;
import dev.tuwen.generate.PromptTooLongException;
import dev.tuwen.generate.StopReason;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.chat.ChatMessage;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Turns over one cache, with the golden V 2.0 checkpoint's decoder and its golden features for a picture.
class ChatSessionTest {
    private static final String PLACEHOLDER = "<image><unk><unk><unk><unk></image>";

    /// The end token of chats that shall not end by themselves; the checkpoint does not write it in these tests.
    private static final int NEVER_WRITTEN = 4;

    private GoldenModel golden;
    private final List<GenerationEvent> events = new ArrayList<>();

    @BeforeEach
    void open() {
        golden = GoldenModel.open("v2", GoldenModel.On.CPU);
    }

    @AfterEach
    void close() {
        golden.close();
    }

    private GenerationResult answer(ChatSession session, int tokens) {
        events.clear();
        return session.generate(SamplingOptions.GREEDY, tokens, events::add, new Cancellation());
    }

    private PictureInPrompt picture() {
        EmbeddingRows features = golden.array("square_whole.features");
        int hidden = golden.model.config().hiddenSize();
        return new PictureInPrompt(
                PLACEHOLDER, List.of(new EmbeddingRows(features.values(), features.values().length / hidden, hidden)));
    }

    @Test
    void readsOnlyWhatIsNewInAFollowUp() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            session.addQuestion("What is in the image?", List.of(picture()));
            GenerationResult first = answer(session, 5);

            session.addQuestion("And in the park?", List.of());
            GenerationResult second = answer(session, 5);

            // The last generated token was never fed to the decoder; everything before it is in the cache.
            assertThat(second.reusedTokens())
                    .isEqualTo(first.promptTokens() + first.tokens().size() - 1);
            assertThat(events).contains(new GenerationEvent.Reading(0, second.promptTokens() - second.reusedTokens()));
        }
    }

    @Test
    void answersAFollowUpAsIfItHadReadEverythingAfresh() {
        PictureInPrompt picture = picture();
        String first = "What is in the image?";
        String second = "为什么？";
        try (var session = new ChatSession(golden.model, golden.endingAt(NEVER_WRITTEN));
                var other = new ChatSession(golden.model, golden.encoder)) {
            session.addQuestion(first, List.of(picture));
            List<Integer> firstAnswer = answer(session, 6).tokens();
            // Another chat in between: nothing of it may leak into this one.
            other.addQuestion("the old mill", List.of());
            answer(other, 4);
            session.addQuestion(second, List.of());
            GenerationResult followUp = answer(session, 20);

            var whole = new ArrayList<PromptPart>();
            whole.add(new PromptPart.Tokens(golden.tokenizer.specialTokens().begin()));
            whole.addAll(question(ChatMessage.user(first, List.of(PLACEHOLDER)), picture.features()));
            whole.add(new PromptPart.Tokens(
                    firstAnswer.stream().mapToInt(Integer::intValue).toArray()));
            whole.addAll(question(ChatMessage.user(second), List.of()));
            Generator.Trace afresh = new Generator(golden.model, golden.encoder)
                    .trace(new Prompt(whole), probe -> false, 20, 1, new Cancellation());

            assertThat(followUp.reusedTokens()).isPositive();
            assertThat(followUp.tokens()).hasSize(20).isEqualTo(afresh.tokens());
        }
    }

    private List<PromptPart> question(ChatMessage message, List<EmbeddingRows> features) {
        int[] ids = golden.tokenizer.encode(golden.encoder.family().chat().parts(List.of(message)));
        return golden.encoder.insert(ids, features);
    }

    @Test
    void readsNothingButTheLastTokenAgainToRegenerate() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            session.addQuestion("What is in the image?", List.of(picture()));
            GenerationResult first = answer(session, 8);

            GenerationResult again = answer(session, 8);

            assertThat(again.reusedTokens()).isEqualTo(again.promptTokens() - 1);
            assertThat(again.tokens()).isEqualTo(first.tokens());
        }
    }

    @Test
    void leavesOutTheOldestTurnsButKeepsThePicture() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 160);
                var session = new ChatSession(small.model, small.encoder)) {
            session.addQuestion("What is in the image?", List.of(picture()));
            answer(session, 10);
            int dropped = 0;
            for (int turn = 0; turn < 5; turn++) {
                session.addQuestion("how many people are standing at the station", List.of());
                GenerationResult result = answer(session, 10);
                dropped += events.stream()
                        .mapToInt(event -> event instanceof GenerationEvent.TurnsDropped(int count) ? count : 0)
                        .sum();
                assertThat(result.tokens()).hasSize(10);
                assertThat(session.contextUsed()).isLessThanOrEqualTo(160);
            }

            assertThat(dropped).isPositive();
            // The picture's features are now in the oldest turn that was kept, not computed again: the same object.
            session.addQuestion("为什么？", List.of());
            assertThat(answer(session, 4).reusedTokens()).isGreaterThan(10);
        }
    }

    @Test
    void saysThatAQuestionIsTooLong() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 64);
                var session = new ChatSession(small.model, small.encoder)) {
            session.addQuestion("为什么？".repeat(40), List.of());

            assertThatThrownBy(() -> answer(session, 8))
                    .isInstanceOf(PromptTooLongException.class)
                    .hasMessageContaining("32 fit");
        }
    }

    @Test
    void saysThatTheContextIsFull() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 72);
                var session = new ChatSession(small.model, small.endingAt(NEVER_WRITTEN))) {
            session.addQuestion("why", List.of());

            GenerationResult result = answer(session, 500);

            assertThat(result.reason()).isEqualTo(StopReason.CONTEXT_FULL);
            assertThat(result.promptTokens() + result.tokens().size()).isEqualTo(72);
        }
    }

    @Test
    void stopsWhenItIsAskedTo() {
        try (var session = new ChatSession(golden.model, golden.endingAt(NEVER_WRITTEN))) {
            session.addQuestion("why", List.of());
            var cancellation = new Cancellation();
            var pieces = new StringBuilder();

            GenerationResult result = session.generate(
                    SamplingOptions.GREEDY,
                    1000,
                    event -> {
                        if (event instanceof GenerationEvent.Text(String piece)) {
                            pieces.append(piece);
                            if (pieces.length() > 10) {
                                cancellation.cancel();
                            }
                        }
                    },
                    cancellation);

            assertThat(result.reason()).isEqualTo(StopReason.CANCELLED);
            assertThat(result.text()).startsWith(pieces.toString()).isNotEmpty();
            assertThat(result.tokens().size()).isLessThan(100);
            // The chat goes on.
            session.addQuestion("为什么？", List.of());
            assertThat(answer(session, 3).tokens()).hasSize(3);
        }
    }

    @Test
    void stopsBeforeThePromptIsRead() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            session.addQuestion("why", List.of());
            var cancellation = new Cancellation();
            cancellation.cancel();

            GenerationResult result = session.generate(SamplingOptions.GREEDY, 5, events::add, cancellation);

            assertThat(result.reason()).isEqualTo(StopReason.CANCELLED);
            assertThat(result.tokens()).isEmpty();
            assertThat(answer(session, 5).tokens()).hasSize(5);
        }
    }

    @Test
    void readsALongPromptInChunksWithTheSameResult() {
        String question = "the river runs past the old mill and the station ".repeat(24);
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            session.addQuestion(question, List.of());
            GenerationResult result = answer(session, 8);

            assertThat(result.promptTokens()).isGreaterThan(300);
            assertThat(events.stream()
                            .filter(e -> e instanceof GenerationEvent.Reading)
                            .count())
                    .isGreaterThan(3);
            try (GoldenModel reference = GoldenModel.open("v2", GoldenModel.On.REFERENCE);
                    var slow = new ChatSession(reference.model, reference.encoder)) {
                slow.addQuestion(question, List.of());
                assertThat(answer(slow, 8).tokens()).isEqualTo(result.tokens());
            }
        }
    }
}

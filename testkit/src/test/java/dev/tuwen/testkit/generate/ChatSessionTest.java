package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.ChatTurn;
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

/// Dialogues over one cache, with the golden V 2.0 checkpoint's decoder and its golden features for a picture.
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

    private GenerationResult answer(ChatSession session, Said dialogue, int tokens) {
        events.clear();
        return session.answer(dialogue.turns, SamplingOptions.GREEDY, tokens, events::add, new Cancellation());
    }

    /// A dialogue, or a branch of one.
    private record Said(List<ChatTurn> turns) {
        static Said nothing() {
            return new Said(List.of());
        }

        Said ask(String question, PictureInPrompt... pictures) {
            var longer = new ArrayList<ChatTurn>(turns);
            longer.add(new ChatTurn(question, List.of(pictures), null));
            return new Said(longer);
        }

        Said answered(GenerationResult result) {
            return replied(new ChatTurn.Reply.Tokens(ids(result)));
        }

        Said replied(ChatTurn.Reply reply) {
            var answered = new ArrayList<ChatTurn>(turns);
            ChatTurn last = answered.removeLast();
            answered.add(new ChatTurn(last.question(), last.pictures(), reply));
            return new Said(answered);
        }

        private static int[] ids(GenerationResult result) {
            return result.tokens().stream().mapToInt(Integer::intValue).toArray();
        }
    }

    private PictureInPrompt picture() {
        EmbeddingRows features = golden.array("square_whole.features");
        int hidden = golden.model.config().hiddenSize();
        return new PictureInPrompt(
                PLACEHOLDER, List.of(new EmbeddingRows(features.values(), features.values().length / hidden, hidden)));
    }

    @Test
    void prefillsOnlyWhatIsNewInAFollowUp() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            Said dialogue = Said.nothing().ask("What is in the image?", picture());
            GenerationResult first = answer(session, dialogue, 5);

            GenerationResult second = answer(session, dialogue.answered(first).ask("And in the park?"), 5);

            // The last generated token was never fed to the decoder; everything before it is in the cache.
            assertThat(second.reusedTokens())
                    .isEqualTo(first.promptTokens() + first.tokens().size() - 1);
            assertThat(events).contains(new GenerationEvent.Prefill(0, second.promptTokens() - second.reusedTokens()));
        }
    }

    @Test
    void answersAFollowUpAsIfItHadPrefilledEverythingAfresh() {
        PictureInPrompt picture = picture();
        Said dialogue = Said.nothing().ask("What is in the image?", picture);
        try (var session = new ChatSession(golden.model, golden.endingAt(NEVER_WRITTEN));
                var other = new ChatSession(golden.model, golden.encoder)) {
            GenerationResult first = answer(session, dialogue, 6);
            // Another chat in between: nothing of it may leak into this one.
            answer(other, Said.nothing().ask("the old mill"), 4);

            GenerationResult followUp = answer(session, dialogue.answered(first).ask("为什么？"), 20);

            var whole = new ArrayList<PromptPart>();
            whole.add(new PromptPart.Tokens(golden.tokenizer.specialTokens().begin()));
            whole.addAll(question(ChatMessage.user("What is in the image?", List.of(PLACEHOLDER)), picture.features()));
            whole.add(new PromptPart.Tokens(Said.ids(first)));
            whole.addAll(question(ChatMessage.user("为什么？"), List.of()));
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
    void prefillsNothingButTheLastTokenToAnswerAgain() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            Said dialogue = Said.nothing().ask("What is in the image?", picture());
            GenerationResult first = answer(session, dialogue, 8);

            GenerationResult again = answer(session, dialogue, 8);

            assertThat(again.reusedTokens()).isEqualTo(again.promptTokens() - 1);
            assertThat(again.tokens()).isEqualTo(first.tokens());
        }
    }

    @Test
    void prefillsAChangedQuestionFromWhereItDiffers() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            Said opening = Said.nothing().ask("What is in the image?", picture());
            GenerationResult first = answer(session, opening, 5);
            Said trunk = opening.answered(first);
            GenerationResult before = answer(session, trunk.ask("how many people are there"), 5);

            GenerationResult changed = answer(session, trunk.ask("how many trees are there"), 5);

            assertThat(changed.reusedTokens())
                    .isGreaterThan(first.promptTokens() + first.tokens().size())
                    .isLessThan(before.promptTokens());
        }
    }

    /// From A to B and back to A: each time what the two have in common is there already.
    @Test
    void neverPrefillsTheCommonPrefixOfTwoBranchesAgain() {
        PictureInPrompt picture = picture();
        try (var session = new ChatSession(golden.model, golden.endingAt(NEVER_WRITTEN))) {
            Said opening = Said.nothing().ask("What is in the image?", picture);
            GenerationResult first = answer(session, opening, 6);
            Said trunk = opening.answered(first);
            int common = first.promptTokens() + first.tokens().size();
            Said left = trunk.ask("the river runs past the old mill");
            Said right = trunk.ask("为什么？");

            GenerationResult one = answer(session, left, 6);
            GenerationResult other = answer(session, right, 6);
            GenerationResult oneAgain = answer(session, left, 6);
            GenerationResult otherLonger = answer(session, right.answered(other).ask("why"), 6);

            assertThat(List.of(other, oneAgain, otherLonger)).allMatch(result -> result.reusedTokens() >= common);
            assertThat(oneAgain.tokens()).isEqualTo(one.tokens());
        }
    }

    @Test
    void takesAnAnswerFromElsewhereByItsWords() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            Said stored = Said.nothing()
                    .ask("why")
                    .replied(new ChatTurn.Reply.Text("the old mill"))
                    .ask("为什么？");

            GenerationResult first = answer(session, stored, 5);
            GenerationResult again = answer(session, stored, 5);

            assertThat(first.reusedTokens()).isZero();
            assertThat(again.reusedTokens()).isEqualTo(first.promptTokens() - 1);
        }
    }

    @Test
    void leavesOutTheOldestTurnsButKeepsThePicture() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 160);
                var session = new ChatSession(small.model, small.encoder)) {
            Said dialogue = Said.nothing().ask("What is in the image?", picture());
            dialogue = dialogue.answered(answer(session, dialogue, 10));
            int leftOut = 0;
            for (int turn = 0; turn < 5; turn++) {
                dialogue = dialogue.ask("how many people are standing at the station");
                GenerationResult result = answer(session, dialogue, 10);
                leftOut += leftOut();
                dialogue = dialogue.answered(result);
                assertThat(result.tokens()).hasSize(10);
                assertThat(session.contextUsed()).isLessThanOrEqualTo(160);
            }

            assertThat(leftOut).isPositive();
            // The picture's features are now in the oldest turn that was kept, not computed again: the same object.
            assertThat(answer(session, dialogue.ask("为什么？"), 4).reusedTokens()).isGreaterThan(10);
        }
    }

    @Test
    void saysWhatItLeavesOutOfAStoredDialogueAndAgainOfItsAnswer() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 160);
                var session = new ChatSession(small.model, small.encoder)) {
            Said dialogue = Said.nothing();
            for (int turn = 0; turn < 6; turn++) {
                dialogue = dialogue.ask("how many people are standing at the station")
                        .replied(new ChatTurn.Reply.Text("why"));
            }
            Said asked = dialogue.ask("为什么？");

            GenerationResult first = answer(session, asked, 10);
            int all = leftOut();
            answer(session, asked, 10);
            int again = leftOut();
            answer(session, asked.answered(first).ask("why"), 10);
            int more = leftOut();

            assertThat(all).isBetween(2, 5);
            assertThat(again).isEqualTo(all);
            assertThat(more).isLessThan(all);
        }
    }

    private int leftOut() {
        return events.stream()
                .mapToInt(event -> event instanceof GenerationEvent.TurnsLeftOut(int count) ? count : 0)
                .sum();
    }

    @Test
    void saysThatAQuestionIsTooLongAndGoesOnWithAShorterOne() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 96);
                var session = new ChatSession(small.model, small.encoder)) {
            Said dialogue = Said.nothing().ask("why");
            GenerationResult first = answer(session, dialogue, 4);
            Said trunk = dialogue.answered(first);

            assertThatThrownBy(() -> answer(session, trunk.ask("为什么？".repeat(40)), 8))
                    .isInstanceOf(PromptTooLongException.class)
                    .hasMessageContaining("64 fit");

            assertThat(answer(session, trunk.ask("为什么？"), 4).reusedTokens())
                    .isEqualTo(first.promptTokens() + first.tokens().size() - 1);
        }
    }

    @Test
    void saysThatTheContextIsFull() {
        try (GoldenModel small = GoldenModel.open("v2", GoldenModel.On.CPU, 72);
                var session = new ChatSession(small.model, small.endingAt(NEVER_WRITTEN))) {
            GenerationResult result = answer(session, Said.nothing().ask("why"), 500);

            assertThat(result.reason()).isEqualTo(StopReason.CONTEXT_FULL);
            assertThat(result.promptTokens() + result.tokens().size()).isEqualTo(72);
        }
    }

    @Test
    void stopsWhenItIsAskedTo() {
        try (var session = new ChatSession(golden.model, golden.endingAt(NEVER_WRITTEN))) {
            Said dialogue = Said.nothing().ask("why");
            var cancellation = new Cancellation();
            var text = new StringBuilder();

            GenerationResult result = session.answer(
                    dialogue.turns,
                    SamplingOptions.GREEDY,
                    1000,
                    event -> {
                        if (event instanceof GenerationEvent.TextDelta(String delta)) {
                            text.append(delta);
                            if (text.length() > 10) {
                                cancellation.cancel();
                            }
                        }
                    },
                    cancellation);

            assertThat(result.reason()).isEqualTo(StopReason.CANCELLED);
            assertThat(result.text()).startsWith(text.toString()).isNotEmpty();
            assertThat(result.tokens().size()).isLessThan(100);
            // The chat goes on from what was decoded.
            GenerationResult next = answer(session, dialogue.answered(result).ask("为什么？"), 3);
            assertThat(next.tokens()).hasSize(3);
            assertThat(next.reusedTokens())
                    .isGreaterThanOrEqualTo(
                            result.promptTokens() + result.tokens().size() - 1);
        }
    }

    @Test
    void stopsBeforeThePrefill() {
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            Said dialogue = Said.nothing().ask("why");
            var cancellation = new Cancellation();
            cancellation.cancel();

            GenerationResult result =
                    session.answer(dialogue.turns, SamplingOptions.GREEDY, 5, events::add, cancellation);

            assertThat(result.reason()).isEqualTo(StopReason.CANCELLED);
            assertThat(result.tokens()).isEmpty();
            assertThat(answer(session, dialogue, 5).tokens()).hasSize(5);
        }
    }

    @Test
    void prefillsALongPromptInChunksWithTheSameResult() {
        Said dialogue = Said.nothing().ask("the river runs past the old mill and the station ".repeat(24));
        try (var session = new ChatSession(golden.model, golden.encoder)) {
            GenerationResult result = answer(session, dialogue, 8);

            assertThat(result.promptTokens()).isGreaterThan(300);
            assertThat(events.stream()
                            .filter(e -> e instanceof GenerationEvent.Prefill)
                            .count())
                    .isGreaterThan(3);
            try (GoldenModel reference = GoldenModel.open("v2", GoldenModel.On.REFERENCE);
                    var slow = new ChatSession(reference.model, reference.encoder)) {
                assertThat(answer(slow, dialogue, 8).tokens()).isEqualTo(result.tokens());
            }
        }
    }
}

package dev.tuwen.testkit.generate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.ChatTurn;
import dev.tuwen.generate.GenerationResult;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptPart;
import dev.tuwen.generate.StopReason;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.ChainModel;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A model with more rows than its tokenizer has pieces, which likes to write these rows best.
class PaddedVocabularyTest {
    private static final int O = 486;
    private static final int K = 525;
    private static final int END = 2;

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path folder;

    @SuppressWarnings("NullAway.Init")
    private GoldenModel model;

    @BeforeEach
    void open() {
        Path written = new ChainModel()
                .vocabulary(704)
                .link(ChainModel.QUESTION_END, 690, 30)
                .link(ChainModel.QUESTION_END, O, 20)
                .link(O, 703, 30)
                .link(O, K, 20)
                .link(K, 680, 30)
                .link(K, END, 20)
                .write(folder);
        model = GoldenModel.converted("text", written);
    }

    @AfterEach
    void close() {
        model.close();
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 1", "1, 0, 1", "1, 5, 1", "1, 0, 3"})
    void neverWritesWhatTheTokenizerHasNoPieceFor(float temperature, int topK, int beams) {
        try (var session = new ChatSession(model.model, model.encoder)) {
            // when
            GenerationResult result = session.answer(
                    List.of(new ChatTurn("k", List.of(), null)),
                    new SamplingOptions(temperature, topK, 1, 1.2f, beams, 7),
                    8,
                    event -> {},
                    new Cancellation());

            // then
            assertThat(result.tokens()).containsExactly(O, K);
            assertThat(result.text()).isEqualTo("ok");
            assertThat(result.reason()).isEqualTo(StopReason.END_OF_TURN);
        }
    }

    @Test
    void tracesSuchAPromptAndKeepsAllLogits() {
        // given
        var prompt = new Prompt(List.of(new PromptPart.Tokens(1, 699, ChainModel.QUESTION_END)));

        // when
        Generator.Trace trace =
                new Generator(model.model, model.encoder).trace(prompt, probe -> false, 3, 1.1f, new Cancellation());

        // then
        assertThat(trace.tokens()).containsExactly(O, K, END);
        assertThat(trace.arrays().get("first_logits")).hasSize(704);
    }
}

package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.GoldenFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Dialogues at the limits of a model: its context, and whether it sees.
final class ChatLimitsTest {
    private static final AskOptions SHORT = new AskOptions(SamplingOptions.GREEDY, 6);

    private final WatchedBackend backend = new WatchedBackend();

    @AfterEach
    void nothingSurvives() {
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
    void leavesOutTheOldestTurnsAloudAndKeepsThePicture(@TempDir Path folder) throws IOException {
        // given
        try (Assistant small = open(withContext(folder, 160))) {
            var talk = new Talk(small);
            talk.ask("What is this picture of?", List.of(picture("square.png")), SHORT, event -> {});
            backend.forget();
            var heard = new Heard();
            int used = 0;

            // when
            for (int i = 0; i < 8; i++) {
                used = talk.ask("Tell me something else about it, please.", List.of(), SHORT, heard)
                        .contextUsed();
            }

            // then
            assertThat(heard.of(AnswerEvent.TurnsLeftOut.class)).isNotEmpty();
            assertThat(heard.of(AnswerEvent.Failed.class)).isEmpty();
            assertThat(heard.of(AnswerEvent.EncodingPicture.class)).isEmpty();
            assertThat(backend.runs("vision")).isZero();
            assertThat(used).isLessThanOrEqualTo(160);
            assertThat(talk.dialogue().messages()).hasSize(18);
        }
    }

    @Test
    void refusesAQuestionThatCannotFitAndGoesOn(@TempDir Path folder) throws IOException {
        // given
        try (Assistant small = open(withContext(folder, 160))) {
            var talk = new Talk(small);
            Answer first = talk.ask("What is this?", List.of(picture("square.png")), SHORT, event -> {});
            var heard = new Heard();

            // when
            assertThatThrownBy(() -> talk.ask("long ".repeat(200), List.of(), SHORT, heard))
                    .isInstanceOf(QuestionTooLongException.class);

            // then
            assertThat(heard.all().getLast()).isInstanceOf(AnswerEvent.Failed.class);

            // and when
            Answer next = talk.ask("And?", List.of(), SHORT, event -> {});

            // then
            assertThat(next.text()).isNotEmpty();
            assertThat(next.reusedTokens()).isEqualTo(first.contextUsed());
            assertThat(next.promptTokens()).as("without the long question").isLessThan(100);
        }
    }

    @Test
    void saysThatATextModelSeesNothing() {
        // given
        try (Assistant text = open(GoldenFolder.of("text"))) {
            var talk = new Talk(text);

            // then
            assertThatThrownBy(() -> talk.ask("What?", List.of(picture("square.png")), SHORT, event -> {}))
                    .isInstanceOf(PicturesNotSupportedException.class)
                    .hasMessageContaining("'text'");
            assertThat(talk.ask("Then without.", List.of(), SHORT, event -> {}).answerTokens())
                    .isEqualTo(6);
        }
    }

    @Test
    void continuesADialogueOnAnotherModel() {
        // given
        Dialogue said;
        try (Assistant assistant = open(GoldenFolder.of("v2"))) {
            var talk = new Talk(assistant);
            talk.ask("What?", List.of(picture("square.png")), SHORT, event -> {});
            said = talk.dialogue();
        }

        // when
        try (Assistant first = open(GoldenFolder.of("v1"));
                Assistant text = open(GoldenFolder.of("text"))) {
            Answer seen = new Talk(first, said).ask("And?", List.of(), SHORT, event -> {});
            Answer blind = new Talk(text, said).ask("And?", List.of(), SHORT, event -> {});

            // then
            assertThat(seen.promptTokens()).isGreaterThan(blind.promptTokens() + 16);
            assertThat(blind.answerTokens()).isEqualTo(6);
        }
    }

    private static Path withContext(Path folder, int positions) throws IOException {
        try (Stream<Path> files = Files.list(GoldenFolder.of("v2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path config = folder.resolve("config.json");
        String text = Files.readString(config)
                .replaceFirst("\"max_position_embeddings\": \\d+", "\"max_position_embeddings\": " + positions);
        Files.delete(config);
        Files.writeString(config, text);
        return folder;
    }
}

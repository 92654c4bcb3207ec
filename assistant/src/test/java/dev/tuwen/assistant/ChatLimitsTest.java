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

/// Conversations at the limits of a model: its context, its vision encoder.
final class ChatLimitsTest {
    private static final AskOptions SHORT = new AskOptions(SamplingOptions.GREEDY, 6);

    private final WatchedBackend backend = new WatchedBackend();

    @AfterEach
    void nothingSurvives() {
        assertThat(backend.survivors()).as("never closed").isEmpty();
    }

    private Assistant open(Path model) {
        return Assistant.open(new ModelSpec.Folder(model), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE);
    }

    private static Picture picture(String name) {
        return Picture.read(GoldenFolder.of("images").resolve(name));
    }

    @Test
    void forgetsTheOldestTurnsAloudAndKeepsThePicture(@TempDir Path folder) throws IOException {
        // given
        try (Assistant small = open(withContext(folder, 160))) {
            Chat chat = small.newChat(List.of());
            chat.ask("What is this picture of?", List.of(picture("square.png")), SHORT, event -> {})
                    .await();
            backend.forget();
            var heard = new Heard();

            // when
            for (int i = 0; i < 8; i++) {
                chat.ask("Tell me something else about it, please.", List.of(), SHORT, heard)
                        .await();
            }

            // then
            assertThat(heard.of(AnswerEvent.TurnsForgotten.class)).isNotEmpty();
            assertThat(heard.of(AnswerEvent.Failed.class)).isEmpty();
            assertThat(heard.of(AnswerEvent.LookingAtPicture.class)).isEmpty();
            assertThat(backend.runs("vision")).isZero();
            assertThat(chat.contextUsed()).isLessThanOrEqualTo(160);
            assertThat(chat.messages()).hasSize(18);
        }
    }

    @Test
    void refusesAQuestionThatCannotFitAndGoesOn(@TempDir Path folder) throws IOException {
        // given
        try (Assistant small = open(withContext(folder, 160))) {
            Chat chat = small.newChat(List.of());
            chat.ask("What is this?", List.of(picture("square.png")), SHORT, event -> {})
                    .await();
            var heard = new Heard();

            // when
            Answering tooLong = chat.ask("long ".repeat(200), List.of(), SHORT, heard);

            // then
            assertThatThrownBy(tooLong::await).isInstanceOf(QuestionTooLongException.class);
            assertThat(heard.all().getLast()).isInstanceOf(AnswerEvent.Failed.class);
            assertThat(chat.messages()).hasSize(3);

            // and when
            Answer next = chat.ask("And?", List.of(), SHORT, event -> {}).await();

            // then
            assertThat(next.text()).isNotEmpty();
        }
    }

    @Test
    void saysThatATextModelSeesNothing() {
        // given
        try (Assistant text = open(GoldenFolder.of("text"))) {
            Chat chat = text.newChat(List.of());

            // when
            Answering answering = chat.ask("What?", List.of(picture("square.png")), SHORT, event -> {});

            // then
            assertThatThrownBy(answering::await)
                    .isInstanceOf(PicturesNotSupportedException.class)
                    .hasMessageContaining("'text'");
            assertThat(chat.ask("Then without.", List.of(), SHORT, event -> {})
                            .await()
                            .answerTokens())
                    .isEqualTo(6);
        }
    }

    @Test
    void continuesAConversationOnAnotherModel() {
        // given
        List<Message> said;
        try (Assistant assistant = open(GoldenFolder.of("v2"))) {
            Chat chat = assistant.newChat(List.of());
            chat.ask("What?", List.of(picture("square.png")), SHORT, event -> {})
                    .await();
            said = chat.messages();
        }

        // when
        try (Assistant first = open(GoldenFolder.of("v1"));
                Assistant text = open(GoldenFolder.of("text"))) {
            Answer seen = first.newChat(said)
                    .ask("And?", List.of(), SHORT, event -> {})
                    .await();
            Answer blind = text.newChat(said)
                    .ask("And?", List.of(), SHORT, event -> {})
                    .await();

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

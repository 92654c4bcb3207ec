package dev.tuwen.app.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.Picture;
import dev.tuwen.assistant.Question;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What becomes of the pictures of a question that failed.
class ReturnedPicturesTest {
    private final ChatFixture fixture = new ChatFixture();
    private final ChatViewModel chat = fixture.chat;

    @Test
    void givesThePicturesOfAFailedQuestionBack() {
        fixture.open("demo");
        Picture picture = ChatFixture.picture("a.png");
        chat.ask("Long?", List.of(picture));

        fixture.model().say(new AnswerEvent.Failed(new QuestionTooLongException(5000, 2048)));

        assertThat(chat.composer().attachments())
                .extracting(ComposerViewModel.Attachment::picture)
                .containsExactly(picture);
        assertThat(chat.composer().hintProperty().getValue()).isNull();
        chat.composer().textProperty().set("Short?");
        chat.composer().send();
        assertThat(fixture.model().asked().getLast().lastQuestion())
                .isEqualTo(new Question("Short?", List.of(picture)));
        assertThat(chat.composer().attachments()).isEmpty();
    }

    @Test
    void takesThemBackWhenTheSameQuestionIsAskedAgain() {
        fixture.open("demo");
        Picture picture = ChatFixture.picture("a.png");
        chat.ask("What?", List.of(picture));
        fixture.model().say(new AnswerEvent.Failed(new IllegalStateException("broken")));
        chat.composer().addPicture("b.png", _ -> ChatFixture.picture("b.png"));

        chat.regenerate();

        assertThat(chat.composer().attachments())
                .extracting(ComposerViewModel.Attachment::name)
                .containsExactly("b.png");
        assertThat(fixture.model().asked().getLast().pictures()).containsExactly(picture);
    }

    @Test
    void changesAFailedQuestionWithItsPicturesOnce() {
        fixture.open("demo");
        Picture picture = ChatFixture.picture("a.png");
        chat.ask("Long?", List.of(picture));
        fixture.model().say(new AnswerEvent.Failed(new QuestionTooLongException(5000, 2048)));

        chat.composer().editLast();

        assertThat(chat.composer().textProperty().get()).isEqualTo("Long?");
        assertThat(chat.composer().attachments()).hasSize(1);
        chat.composer().cancelEditing();
        assertThat(chat.composer().attachments()).hasSize(1);
    }

    @Test
    void givesNoPicturesBackThatTheModelCannotSee() {
        fixture.open("demo");
        chat.ask("What?", List.of(ChatFixture.picture("a.png")));

        fixture.model().say(new AnswerEvent.Failed(new PicturesNotSupportedException("text")));

        assertThat(chat.composer().attachments()).isEmpty();
    }
}

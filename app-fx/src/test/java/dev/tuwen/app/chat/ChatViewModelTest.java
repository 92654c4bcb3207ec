package dev.tuwen.app.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.app.engine.FakeAssistant;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.Dialogue;
import dev.tuwen.assistant.Unanswered;
import dev.tuwen.generate.StopReason;
import dev.tuwen.model.QuestionTooLongException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// What holds of a conversation.
class ChatViewModelTest {
    private final ChatFixture fixture = new ChatFixture();
    private final ChatViewModel chat = fixture.chat;

    @Test
    void writesTheAnswerBlockByBlock() {
        fixture.open("demo");
        chat.ask("What is it?", List.of());
        assertThat(fixture.rows()).containsExactly("question What is it?", "progress chat.progress.thinking");
        assertThat(chat.busyProperty().get()).isTrue();

        fixture.model().say(new AnswerEvent.TextDelta("A **st"));
        fixture.model().say(new AnswerEvent.TextDelta("ar**.\n\nBlue."));
        assertThat(fixture.rows()).containsExactly("question What is it?", "block A star.", "block Blue.");

        fixture.model().finish(StopReason.END_OF_TURN);
        assertThat(fixture.rows()).containsExactly("question What is it?", "block A star.", "block Blue.", "footer");
        assertThat(chat.busyProperty().get()).isFalse();
        assertThat(chat.contextUsedProperty().get()).isEqualTo(81);
    }

    @Test
    void explainsTheWaitWithQuantitiesThatNeverGoBack() {
        fixture.open("demo");
        chat.ask("What is it?", List.of(ChatFixture.picture("a.png")));
        var fractions = new ArrayList<Double>();
        for (int slice : new int[] {0, 3, 2, 7}) {
            fixture.model().say(new AnswerEvent.EncodingPicture(0, 1, slice, 7, 4000));
            var row = (TranscriptItem.Progress) chat.items().getLast();
            fractions.add(row.fraction());
            assertThat(row.phrase().key()).isEqualTo("chat.progress.left");
        }
        assertThat(fractions).isSorted();

        fixture.model().say(new AnswerEvent.Prefill(10, 75));

        assertThat(fixture.rows().getLast()).isEqualTo("progress chat.progress.reading");
    }

    @Test
    void waitsForTheModelAndSaysSo() {
        chat.ask("What is it?", List.of());
        assertThat(fixture.rows().getLast()).isEqualTo("progress chat.progress.waiting");

        fixture.open("demo");
        fixture.model().answer("A star.");

        assertThat(fixture.rows()).containsExactly("question What is it?", "block A star.", "footer");
    }

    @Test
    void saysWhyTheDemoModelAnswersInPlaceOfTheOneItWaitsFor() {
        chat.ask("What is it?", List.of());

        fixture.open("broken");
        fixture.model().answer("A star.");

        assertThat(fixture.rows())
                .containsExactly("question What is it?", "notice chat.notice.standsIn", "block A star.", "footer");
        Advice advice = Objects.requireNonNull(chat.standInProperty().get());
        assertThat(advice.sentence().arguments()).startsWith(Phrase.verbatim("broken"));
        assertThat(advice.remedy()).isEqualTo(Advice.Remedy.CHOOSE_MODEL);

        fixture.open("MiniCPM-V-2");
        assertThat(chat.standInProperty().get()).isNull();
    }

    @Test
    void saysWhyWhenNoModelCanBeOpened() {
        chat.ask("What is it?", List.of());

        fixture.opener.refuse("demo");
        fixture.open("broken");

        assertThat(fixture.rows().getLast()).isEqualTo("problem error.unexpected");
        assertThat(chat.busyProperty().get()).isFalse();
    }

    @Test
    void canBeStoppedWhileItWaitsForTheModel() {
        chat.ask("What is it?", List.of());
        chat.stop();
        assertThat(fixture.rows()).containsExactly("question What is it?", "notice chat.notice.stopped", "footer");

        fixture.open("demo");

        assertThat(fixture.opener.last().chats()).isEmpty();
    }

    @Test
    void keepsTheAnswerSoFarWhenStopped() {
        fixture.open("demo");
        chat.ask("What is it?", List.of());
        fixture.model().say(new AnswerEvent.TextDelta("A st"));

        chat.stop();
        assertThat(fixture.model().isStopped()).isTrue();
        assertThat(fixture.rows().getLast()).isEqualTo("progress chat.progress.stopping");
        fixture.model().finish(StopReason.CANCELLED);

        assertThat(fixture.rows())
                .containsExactly("question What is it?", "block A st", "notice chat.notice.stopped", "footer");
    }

    @Test
    void asksAFollowUpInTheSameConversation() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().answer("1");

        chat.ask("Two?", List.of());
        fixture.model().answer("2");

        assertThat(fixture.opener.last().chats()).hasSize(1);
        assertThat(fixture.model().words()).containsExactly("One?", "1", "Two?");
        assertThat(fixture.rows())
                .containsExactly("question One?", "block 1", "footer past", "question Two?", "block 2", "footer");
    }

    @Test
    void answersAgain() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().answer("1");

        chat.regenerate();
        assertThat(fixture.rows()).containsExactly("question One?", "progress chat.progress.thinking");
        fixture.model().answer("one");

        assertThat(fixture.model().asked()).hasSize(2).containsOnly(Dialogue.EMPTY.ask("One?", List.of()));
        assertThat(fixture.rows()).containsExactly("question One?", "block one", "footer");
    }

    @Test
    void asksTheSameQuestionTwiceWhenThePersonDoes() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().answer("1");

        chat.ask("One?", List.of());
        fixture.model().answer("1 again");

        assertThat(fixture.model().words()).containsExactly("One?", "1", "One?");
    }

    @Test
    void goesOnWithAnotherModel() {
        fixture.open("demo");
        var first = fixture.opener.last();
        chat.ask("One?", List.of(ChatFixture.picture("a.png")));
        fixture.model().answer("1");

        fixture.open("MiniCPM-V-2");
        assertThat(fixture.rows().getLast()).isEqualTo("notice chat.notice.model");
        assertThat(first.chat().isClosed()).isTrue();
        chat.ask("Two?", List.of());

        assertThat(fixture.model().words()).containsExactly("One?", "1", "Two?");
        assertThat(fixture.model().asked().getLast().question(0).pictures()).hasSize(1);
    }

    @Test
    void answersAgainWithAnotherModel() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().answer("1");
        fixture.open("MiniCPM-V-2");

        chat.regenerate();
        fixture.model().answer("one");

        assertThat(fixture.model().words()).containsExactly("One?");
        assertThat(fixture.rows()).containsExactly("question One?", "block one", "footer");
    }

    @Test
    void keepsTheAnswerSoFarWhenTheModelChanges() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().say(new AnswerEvent.TextDelta("Begun"));

        fixture.open("MiniCPM-V-2");

        assertThat(fixture.rows())
                .containsSubsequence("block Begun", "notice chat.notice.stoppedForModel", "notice chat.notice.model");
        assertThat(chat.busyProperty().get()).isFalse();
    }

    @Test
    void staysWhenAnotherModelCannotBeOpened() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().answer("1");

        fixture.open("broken");
        chat.ask("Two?", List.of());
        fixture.model().answer("2");

        assertThat(fixture.rows()).endsWith("question Two?", "block 2", "footer");
        assertThat(fixture.opener.last().chats()).hasSize(1);
    }

    @Test
    void saysWhatFailedAndAsksAgain() {
        fixture.open("demo");
        chat.ask("Long?", List.of());
        fixture.model().say(new AnswerEvent.Failed(new QuestionTooLongException(5000, 2048)));
        assertThat(fixture.rows()).containsExactly("question Long?", "problem error.question.long");

        chat.regenerate();
        fixture.model().answer("Yes.");

        assertThat(fixture.model().words()).containsExactly("Long?");
        assertThat(fixture.rows()).containsExactly("question Long?", "block Yes.", "footer");
    }

    @Test
    void saysWhenTurnsAreForgotten() {
        fixture.open("demo");
        chat.ask("One?", List.of());

        fixture.model().say(new AnswerEvent.TurnsLeftOut(2));
        fixture.model().answer("1");

        assertThat(fixture.rows())
                .containsExactly("question One?", "notice chat.notice.forgotten", "block 1", "footer");
    }

    @Test
    void keepsAStoppedAnswerAndAFailedQuestionInTheDialogue() {
        fixture.open("demo");
        chat.ask("One?", List.of());
        fixture.model().say(new AnswerEvent.TextDelta("Be"));
        chat.stop();
        fixture.model().finish(StopReason.CANCELLED);
        chat.ask("Two?", List.of());
        var failure = new QuestionTooLongException(5000, 2048);
        fixture.model().say(new AnswerEvent.Failed(failure));

        chat.ask("Three?", List.of());

        assertThat(fixture.model().words()).containsExactly("One?", "Be", "Two?", "", "Three?");
        assertThat(chat.dialogue().reply(1)).isEqualTo(new Unanswered(failure));
    }

    @Test
    void saysWhyAModelThatWasClosedAnswersNothing() {
        fixture.open("demo");
        fixture.opener.last().close();

        chat.ask("One?", List.of());

        assertThat(fixture.rows()).containsExactly("question One?", "problem error.unexpected");
        assertThat(chat.busyProperty().get()).isFalse();
    }

    @Test
    void isNamedAfterItsFirstQuestion() {
        fixture.open("demo");
        assertThat(chat.titleProperty().get()).isEmpty();

        chat.ask("这张小票一共多少钱？\n第二行", List.of());

        assertThat(chat.titleProperty().get()).isEqualTo("这张小票一共多少钱？");
    }

    @Test
    void takesTheLastQuestionBackToAskItInOtherWords() {
        fixture.open("demo");
        chat.ask("One?", List.of(ChatFixture.picture("a.png")));
        fixture.model().answer("1");
        chat.ask("Two?", List.of());
        fixture.model().answer("2");

        chat.composer().editLast();
        assertThat(chat.composer().textProperty().get()).isEqualTo("Two?");
        chat.composer().textProperty().set("Three?");
        chat.composer().send();

        assertThat(fixture.rows())
                .containsExactly(
                        "question One?",
                        "block 1",
                        "footer past",
                        "question Three?",
                        "progress chat.progress.thinking");
        // The same chat: what the two dialogues have in common is in its cache.
        assertThat(fixture.opener.last().chats()).hasSize(1);
        assertThat(fixture.model().words()).containsExactly("One?", "1", "Three?");
    }

    @Test
    void refusesEachFileWithASentenceAndKeepsTheRest() throws IOException {
        fixture.open("demo");
        Path folder = Files.createTempDirectory("tuwen-test");
        Path text = Files.writeString(folder.resolve("notes.png"), "no picture");
        Path jxl = Files.write(
                folder.resolve("photo.jxl"), "\0\0\0\fJXL \r\n\u0087\n".getBytes(StandardCharsets.ISO_8859_1));
        Path picture = folder.resolve("good.png");
        ImageIO.write(new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB), "png", picture.toFile());

        chat.composer().addFiles(List.of(text, jxl, folder, picture, folder.resolve("gone.png")));

        assertThat(chat.composer().attachments())
                .extracting(ComposerViewModel.Attachment::name)
                .containsExactly("good.png");
        assertThat(chat.composer().refusals())
                .extracting(refusal -> refusal.reason().key())
                .containsExactly(
                        "error.picture.none",
                        "error.picture.format",
                        "error.picture.folder",
                        "error.picture.unreadable");
        assertThat(chat.composer().refusals().get(1).reason().arguments()).containsExactly("JPEG XL");
        assertThat(chat.shownPictureProperty().get()).isNotNull();
    }

    @Test
    void showsWhatIsThereOfAPictureThatIsCutOffAndSaysSo() throws IOException {
        fixture.open("demo");
        var whole = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            whole.setRGB(i % 64, i / 64, i * 0x9e3779b9);
        }
        var bytes = new ByteArrayOutputStream();
        ImageIO.write(whole, "png", bytes);
        Path cut = Files.write(
                Files.createTempDirectory("tuwen-test").resolve("cut.png"),
                Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));

        chat.composer().addFiles(List.of(cut));

        assertThat(chat.composer().attachments()).hasSize(1);
        assertThat(chat.shownPictureProperty().get()).isNotNull();
        assertThat(chat.composer().refusals())
                .extracting(refusal -> refusal.reason().key())
                .containsExactly("error.picture.endsEarly");
    }

    @Test
    void saysThatATextModelSeesNoPictures() {
        fixture.open("text-model");

        chat.composer().addFiles(List.of(Path.of("a.png"), Path.of("b.png")));

        assertThat(chat.composer().attachments()).isEmpty();
        assertThat(chat.composer().refusals())
                .extracting(refusal -> refusal.reason().key())
                .containsExactly("error.model.textOnly");
    }

    @Test
    void asksForTheVisionEncoderThatIsMissing() {
        fixture.open(FakeAssistant.DECODER_ALONE);

        chat.composer().addFiles(List.of(Path.of("a.png")));

        assertThat(chat.composer().refusals())
                .extracting(refusal -> refusal.reason().key())
                .containsExactly("error.model.lacksMmproj");
        assertThat(chat.composer().refusals().getFirst().reason().arguments())
                .contains("mmproj-" + FakeAssistant.DECODER_ALONE);
    }

    @Test
    void saysThatTheModelWasTrainedOnOnePicture() {
        fixture.open("demo");
        var composer = chat.composer();
        composer.addPicture("a", _ -> ChatFixture.picture("a"));
        assertThat(composer.hintProperty().getValue()).isNull();

        composer.addPicture("b", _ -> ChatFixture.picture("b"));

        assertThat(composer.hintProperty().getValue()).isNotNull();
        composer.remove(composer.attachments().getFirst());
        assertThat(composer.hintProperty().getValue()).isNull();
    }

    @Test
    void sendsOnlyWhenThereIsAQuestionAndEverythingIsRead() {
        fixture.open("demo");
        var composer = chat.composer();
        assertThat(composer.sendableProperty().get()).isFalse();

        composer.textProperty().set("  \n");
        assertThat(composer.sendableProperty().get()).isFalse();
        composer.textProperty().set("What?");
        assertThat(composer.sendableProperty().get()).isTrue();
        composer.send();

        assertThat(composer.textProperty().get()).isEmpty();
        composer.textProperty().set("And?");
        assertThat(composer.sendableProperty().get()).isFalse();
        fixture.model().answer("That.");
        assertThat(composer.sendableProperty().get()).isTrue();
    }
}

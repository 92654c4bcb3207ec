package dev.tuwen.app.chat;

import dev.tuwen.app.engine.AnswerMailbox;
import dev.tuwen.app.engine.EngineService;
import dev.tuwen.app.engine.EngineState;
import dev.tuwen.app.error.Advice;
import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Chat;
import dev.tuwen.assistant.Dialogue;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import dev.tuwen.assistant.Question;
import dev.tuwen.assistant.Unanswered;
import dev.tuwen.generate.StopReason;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// One dialogue as the window shows it. It outlives the model: when another one is opened, the dialogue goes on with
/// it. Made by the window's view model, which closes it; the application's thread.
public final class ChatViewModel implements AutoCloseable {
    private static final int LONGEST_TITLE = 40;

    private final ChatServices services;
    private final ComposerViewModel composer;
    private final ObservableList<TranscriptItem> items = FXCollections.observableArrayList();
    private final ObservableList<TranscriptItem> shownItems = FXCollections.unmodifiableObservableList(items);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ReadOnlyBooleanWrapper asked = new ReadOnlyBooleanWrapper(this, "asked");
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper(this, "title", "");
    private final ReadOnlyIntegerWrapper contextUsed = new ReadOnlyIntegerWrapper(this, "contextUsed");
    private final ObjectProperty<@Nullable Answer> lastAnswer = new SimpleObjectProperty<>(this, "lastAnswer");
    private final ObjectProperty<@Nullable Picture> shownPicture = new SimpleObjectProperty<>(this, "shownPicture");

    private final ReadOnlyObjectWrapper<@Nullable Advice> standIn = new ReadOnlyObjectWrapper<>(this, "standIn");

    private final Subscription engineSubscription;

    private Dialogue dialogue = Dialogue.EMPTY;
    /// Of the model that answers now, from the first question to it on.
    private @Nullable Chat chat;
    private @Nullable GrowingAnswer growing;
    /// Where the rows of the answer begin that is growing, or that grew last.
    private int tail;

    /// @param services what it needs
    public ChatViewModel(ChatServices services) {
        this.services = services;
        this.composer = new ComposerViewModel(services, this);
        engineSubscription = Subscription.combine(
                services.engine().standInProperty().subscribe(now -> standIn.set(now == null ? null : advice(now))),
                services.engine().assistantProperty().subscribe((_, now) -> modelChanged(now)),
                services.engine().lastFailureProperty().subscribe((_, failure) -> openingFailed(failure)));
    }

    /// The entry below.
    public ComposerViewModel composer() {
        return composer;
    }

    /// What was said, row by row. Only the rows of the answer being written change.
    public ObservableList<TranscriptItem> items() {
        return shownItems;
    }

    /// Whether a question waits for its answer or the answer is being written.
    public ReadOnlyBooleanProperty busyProperty() {
        return busy.getReadOnlyProperty();
    }

    /// Whether anything was asked.
    public ReadOnlyBooleanProperty askedProperty() {
        return asked.getReadOnlyProperty();
    }

    /// Whether it is as good as a new one.
    public boolean isUntouched() {
        return !asked.get() && composer.isEmpty();
    }

    /// What it is about; empty before anything was asked.
    public ReadOnlyStringProperty titleProperty() {
        return title.getReadOnlyProperty();
    }

    /// Tokens it takes in the model's memory.
    public ReadOnlyIntegerProperty contextUsedProperty() {
        return contextUsed.getReadOnlyProperty();
    }

    /// What is known about the last answer.
    public ObjectProperty<@Nullable Answer> lastAnswerProperty() {
        return lastAnswer;
    }

    /// The picture to look at beside the conversation.
    public ObjectProperty<@Nullable Picture> shownPictureProperty() {
        return shownPicture;
    }

    /// What was said: the rows, the title and the next question to a model come from it.
    Dialogue dialogue() {
        return dialogue;
    }

    /// The last picture that was asked about.
    @Nullable
    Picture lastAskedPicture() {
        for (int turn = dialogue.questionCount() - 1; turn >= 0; turn--) {
            List<Picture> pictures = dialogue.question(turn).pictures();
            if (!pictures.isEmpty()) {
                return pictures.getFirst();
            }
        }
        return null;
    }

    /// Asks. If no model answers yet, the question waits for one.
    public void ask(String question, List<Picture> pictures) {
        if (busy.get()) {
            throw new IllegalStateException("the last answer is still being written");
        }
        settleFooters();
        say(dialogue.ask(question, pictures));
        items.add(new TranscriptItem.Question(turn(), question, pictures));
        tail = items.size();
        if (!pictures.isEmpty()) {
            shownPicture.set(pictures.getFirst());
        }
        begin();
    }

    /// Asks in place of the last question: its rows go.
    void askInstead(String question, List<Picture> pictures) {
        if (!busy.get() && !dialogue.isEmpty()) {
            int last = turn();
            say(dialogue.beforeLastQuestion());
            items.removeIf(item -> item.turn() >= last);
            tail = items.size();
        }
        ask(question, pictures);
    }

    /// Asks the last question again; its answer goes.
    public void regenerate() {
        if (busy.get() || dialogue.isEmpty()) {
            return;
        }
        composer.takeBack();
        say(dialogue.toLastQuestion());
        begin();
    }

    /// Stops; the answer so far stays.
    public void stop() {
        GrowingAnswer stopped = growing;
        if (stopped == null) {
            return;
        }
        if (stopped.isAsked()) {
            stopped.stop();
            replaceTail(stopped.rows());
        } else {
            finish(stopped, Answer.of("", StopReason.CANCELLED), ChatTexts.stopped());
        }
    }

    private void say(Dialogue now) {
        dialogue = now;
        asked.set(!now.isEmpty());
        title.set(now.isEmpty() ? "" : title(now.question(0)));
    }

    /// The beginning of a question's first line, to name the dialogue by.
    private static String title(Question question) {
        String line = question.text().strip().lines().findFirst().orElse("");
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE)) + "…";
    }

    private int turn() {
        return dialogue.questionCount() - 1;
    }

    private void begin() {
        busy.set(true);
        var begun = new GrowingAnswer(turn());
        growing = begun;
        Assistant assistant = services.engine().assistantProperty().get();
        if (assistant == null) {
            begun.waitForModel();
            replaceTail(begun.rows());
            openingFailed(services.engine().lastFailureProperty().get());
            return;
        }
        ask(assistant, begun);
    }

    private void ask(Assistant assistant, GrowingAnswer begun) {
        var mailbox = new AnswerMailbox(services.later(), mail -> received(begun, mail));
        try {
            Chat with = chat;
            if (with == null) {
                with = assistant.newChat();
                chat = with;
            }
            begun.asked(with.ask(dialogue, services.options().apply(assistant.info()), mailbox));
        } catch (RuntimeException e) {
            failed(begun, e);
            return;
        }
        replaceTail(begun.rows());
    }

    private void received(GrowingAnswer answer, List<AnswerEvent> mail) {
        for (AnswerEvent event : mail) {
            if (answer != growing) {
                return;
            }
            switch (event) {
                case AnswerEvent.EncodingPicture encoding -> answer.encoding(encoding);
                case AnswerEvent.Prefill prefill -> answer.prefill(prefill);
                case AnswerEvent.TurnsLeftOut(int count) -> answer.leftOut(count);
                case AnswerEvent.TextDelta(String text) -> answer.append(text);
                case AnswerEvent.Decoding decoding -> answer.decoding(decoding);
                case AnswerEvent.Finished(Answer whole) -> {
                    contextUsed.set(whole.contextUsed());
                    lastAnswer.set(whole);
                    finish(answer, whole, AnswerProgress.remark(whole.reason()));
                }
                case AnswerEvent.Failed(RuntimeException failure) -> failed(answer, failure);
            }
        }
        if (answer == growing) {
            replaceTail(answer.rows());
        }
    }

    private void failed(GrowingAnswer answer, RuntimeException failure) {
        end(new Unanswered(failure));
        composer.giveBack(dialogue.returnedPictures());
        var rows = answer.finishedRows();
        rows.add(new TranscriptItem.Problem(turn(), ErrorMessages.advice(failure), true));
        replaceTail(rows);
    }

    private void finish(GrowingAnswer answer, Answer whole, @Nullable Phrase remark) {
        end(whole);
        var rows = answer.finishedRows();
        if (remark != null) {
            rows.add(new TranscriptItem.Notice(turn(), remark));
        }
        rows.add(new TranscriptItem.Footer(turn(), whole, true));
        replaceTail(rows);
    }

    private void end(Message reply) {
        growing = null;
        say(dialogue.with(reply));
        busy.set(false);
    }

    /// Touches only rows that differ.
    private void replaceTail(List<TranscriptItem> rows) {
        int same = 0;
        while (same < rows.size()
                && tail + same < items.size()
                && rows.get(same).equals(items.get(tail + same))) {
            same++;
        }
        int at = tail + same;
        while (same < rows.size() && at < items.size()) {
            items.set(at++, rows.get(same++));
        }
        if (at < items.size()) {
            items.remove(at, items.size());
        }
        if (same < rows.size()) {
            items.addAll(rows.subList(same, rows.size()));
        }
    }

    /// Only the last answer can be asked for again.
    private void settleFooters() {
        for (int i = tail; i < items.size(); i++) {
            switch (items.get(i)) {
                case TranscriptItem.Footer(int turn, Answer answer, boolean _) ->
                    items.set(i, new TranscriptItem.Footer(turn, answer, false));
                case TranscriptItem.Problem(int turn, var advice, boolean _) ->
                    items.set(i, new TranscriptItem.Problem(turn, advice, false));
                default -> {}
            }
        }
    }

    private void modelChanged(@Nullable Assistant now) {
        GrowingAnswer left = growing;
        if (left != null && left.isAsked()) {
            left.stop();
            finish(left, Answer.of(left.text(), StopReason.CANCELLED), ChatTexts.stoppedForModel());
        }
        leaveModel();
        contextUsed.set(0);
        if (now == null) {
            return;
        }
        Advice why = standIn.get();
        if (growing != null) {
            if (why != null) {
                growing.note(why.sentence());
            }
            ask(now, growing);
        } else if (!dialogue.isEmpty()) {
            items.add(new TranscriptItem.Notice(turn(), why == null ? answersNow(now.info()) : why.sentence()));
        }
    }

    private static Phrase answersNow(AssistantInfo info) {
        return info.demo() ? ChatTexts.demoAnswers() : ChatTexts.modelChanged(info.modelName());
    }

    private static Advice advice(EngineService.StandIn standIn) {
        Advice why = ErrorMessages.advice(standIn.failure());
        boolean settings = why.remedy() == Advice.Remedy.OPEN_SETTINGS;
        return new Advice(
                ChatTexts.demoStandsIn(standIn.instead(), why.sentence()),
                settings ? why.remedy() : Advice.Remedy.CHOOSE_MODEL,
                why.details());
    }

    /// Why the demo model answers though another one was asked for; null while it does not.
    ReadOnlyObjectProperty<@Nullable Advice> standInProperty() {
        return standIn.getReadOnlyProperty();
    }

    private void openingFailed(@Nullable RuntimeException failure) {
        GrowingAnswer waiting = growing;
        if (failure != null
                && waiting != null
                && !waiting.isAsked()
                && services.engine().stateProperty().get() instanceof EngineState.Unavailable) {
            failed(waiting, failure);
        }
    }

    private void leaveModel() {
        Chat left = chat;
        chat = null;
        if (left != null) {
            left.close();
        }
    }

    /// Stops and leaves the model.
    @Override
    public void close() {
        engineSubscription.unsubscribe();
        growing = null;
        leaveModel();
    }
}

package dev.tuwen.app.chat;

import dev.tuwen.app.engine.Engine;
import dev.tuwen.app.engine.ModelNames;
import dev.tuwen.app.engine.TokenMailbox;
import dev.tuwen.app.error.ErrorMessages;
import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.markdown.MarkdownStream;
import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Message;
import dev.tuwen.assistant.Picture;
import java.util.ArrayList;
import java.util.List;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.ReadOnlyStringProperty;
import javafx.beans.property.ReadOnlyStringWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import javafx.util.Subscription;
import org.jspecify.annotations.Nullable;

/// One conversation. It outlives the model: when another one is opened, the conversation goes on with it. Made by the
/// window's view model, which closes it; the application's thread.
public final class ChatViewModel implements AutoCloseable {
    private final ChatServices services;
    private final ComposerViewModel composer;
    private final List<Turn> turns = new ArrayList<>();
    private final ObservableList<TranscriptItem> items = FXCollections.observableArrayList();
    private final ObservableList<TranscriptItem> shownItems = FXCollections.unmodifiableObservableList(items);
    private final ReadOnlyBooleanWrapper busy = new ReadOnlyBooleanWrapper(this, "busy");
    private final ReadOnlyBooleanWrapper asked = new ReadOnlyBooleanWrapper(this, "asked");
    private final ReadOnlyStringWrapper title = new ReadOnlyStringWrapper(this, "title", "");
    private final ReadOnlyIntegerWrapper contextUsed = new ReadOnlyIntegerWrapper(this, "contextUsed");
    private final ObjectProperty<@Nullable Answer> lastAnswer = new SimpleObjectProperty<>(this, "lastAnswer");
    private final ObjectProperty<@Nullable Picture> shownPicture = new SimpleObjectProperty<>(this, "shownPicture");

    private final Subscription engineSubscription;

    private @Nullable ChatHandle handle;
    private @Nullable Exchange running;
    private boolean pending;
    private boolean pendingAgain;
    /// Where the rows of the answer begin that is being written, or that was written last.
    private int tail;
    private MarkdownStream markdown = new MarkdownStream();
    private final StringBuilder answerText = new StringBuilder();
    private final List<Phrase> notices = new ArrayList<>();
    private AnswerProgress progress = new AnswerProgress();

    /// @param services what it needs
    public ChatViewModel(ChatServices services) {
        this.services = services;
        this.composer = new ComposerViewModel(services, this);
        engineSubscription = Subscription.combine(
                services.engine().engineProperty().subscribe((_, now) -> engineChanged(now)),
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

    /// How many pictures were asked about.
    int pictureCount() {
        return turns.stream().mapToInt(turn -> turn.pictures().size()).sum();
    }

    /// The last picture that was asked about.
    @Nullable
    Picture lastAskedPicture() {
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (!turns.get(i).pictures().isEmpty()) {
                return turns.get(i).pictures().getFirst();
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
        var turn = new Turn(question, pictures);
        turns.add(turn);
        items.add(new TranscriptItem.Question(turns.size() - 1, question, pictures));
        tail = items.size();
        asked.set(true);
        if (title.get().isEmpty()) {
            title.set(turn.title());
        }
        if (!pictures.isEmpty()) {
            shownPicture.set(pictures.getFirst());
        }
        begin(false);
    }

    /// Asks the last question again; its answer goes.
    public void regenerate() {
        if (busy.get() || turns.isEmpty()) {
            return;
        }
        turns.getLast().answer(null);
        begin(true);
    }

    /// Stops; the answer so far stays.
    public void stop() {
        if (pending) {
            pending = false;
            finish(ChatTexts.stopped(), null);
        } else if (running != null) {
            progress.stopping();
            running.stop();
            showTail();
        }
    }

    /// Takes the last question back, to be asked in other words: its rows go.
    ///
    /// @return what it was, or null when there is none or it is being answered
    @Nullable
    Turn takeBack() {
        if (busy.get() || turns.isEmpty()) {
            return null;
        }
        Turn last = turns.removeLast();
        items.removeIf(item -> item.turn() >= turns.size());
        tail = items.size();
        asked.set(!turns.isEmpty());
        leaveEngine();
        return last;
    }

    private void begin(boolean again) {
        busy.set(true);
        notices.clear();
        answerText.setLength(0);
        markdown = new MarkdownStream();
        progress = new AnswerProgress();
        Engine engine = services.engine().engineProperty().get();
        if (engine == null) {
            pending = true;
            pendingAgain = again;
            progress.waitForModel();
            showTail();
            openingFailed(services.engine().lastFailureProperty().get());
            return;
        }
        progress.begin();
        showTail();
        askEngine(engine, again);
    }

    private void askEngine(Engine engine, boolean again) {
        var exchange = new Exchange();
        running = exchange;
        Turn turn = turns.getLast();
        List<Message> history = history();
        AskOptions options = services.options().apply(engine.info());
        var mailbox = new TokenMailbox(services.later(), mail -> received(exchange, mail));
        ChatHandle chat = handle;
        if (chat == null || !chat.engine().equals(engine)) {
            leaveEngine();
            chat = new ChatHandle(engine);
            handle = chat;
        }
        ChatHandle open = chat;
        services.worker().execute(() -> {
            try {
                if (!exchange.ask(open.chat(history), turn, again, options, mailbox)) {
                    services.later().run(0, () -> stoppedBeforeAsking(exchange));
                }
            } catch (RuntimeException e) {
                mailbox.event(new AnswerEvent.Failed(e));
            }
        });
    }

    /// What was said before the last question: questions with their answers.
    private List<Message> history() {
        var messages = new ArrayList<Message>();
        for (Turn turn : turns.subList(0, turns.size() - 1)) {
            String answer = turn.answer();
            if (answer != null) {
                messages.add(Message.user(turn.question(), turn.pictures()));
                messages.add(Message.assistant(answer));
            }
        }
        return messages;
    }

    private void stoppedBeforeAsking(Exchange exchange) {
        if (exchange == running) {
            running = null;
            finish(ChatTexts.stopped(), null);
        }
    }

    private void received(Exchange exchange, List<AnswerEvent> mail) {
        if (exchange != running) {
            return;
        }
        for (AnswerEvent event : mail) {
            switch (event) {
                case AnswerEvent.LookingAtPicture looking -> progress.looking(looking);
                case AnswerEvent.Reading reading -> progress.reading(reading);
                case AnswerEvent.TurnsForgotten(int count) -> notices.add(ChatTexts.turnsForgotten(count));
                case AnswerEvent.Text(String piece) -> {
                    answerText.append(piece);
                    markdown.append(piece);
                }
                case AnswerEvent.Finished(Answer answer) -> finished(answer);
                case AnswerEvent.Failed(RuntimeException failure) -> failed(failure);
            }
        }
        if (exchange == running) {
            showTail();
        }
    }

    private void finished(Answer answer) {
        running = null;
        contextUsed.set(answer.contextUsed());
        lastAnswer.set(answer);
        finish(AnswerProgress.remark(answer.reason()), answer);
    }

    private void failed(RuntimeException failure) {
        running = null;
        pending = false;
        busy.set(false);
        markdown.finish();
        var rows = answerRows();
        rows.add(new TranscriptItem.Problem(turns.size() - 1, ErrorMessages.advice(failure), true));
        replaceTail(rows);
    }

    private void finish(@Nullable Phrase remark, @Nullable Answer answer) {
        busy.set(false);
        markdown.finish();
        String text = answerText.toString();
        if (!text.isEmpty()) {
            turns.getLast().answer(text);
        }
        int turn = turns.size() - 1;
        var rows = answerRows();
        if (remark != null) {
            rows.add(new TranscriptItem.Notice(turn, remark));
        }
        rows.add(new TranscriptItem.Footer(turn, text, answer, true));
        replaceTail(rows);
    }

    private void showTail() {
        var rows = answerRows();
        if (rows.size() == notices.size() || progress.phrase().equals(ChatTexts.stopping())) {
            rows.add(new TranscriptItem.Progress(turns.size() - 1, progress.phrase(), progress.fraction()));
        }
        replaceTail(rows);
    }

    private List<TranscriptItem> answerRows() {
        int turn = turns.size() - 1;
        var rows = new ArrayList<TranscriptItem>();
        notices.forEach(notice -> rows.add(new TranscriptItem.Notice(turn, notice)));
        markdown.finished().forEach(block -> rows.add(new TranscriptItem.Block(turn, block)));
        markdown.open().forEach(block -> rows.add(new TranscriptItem.Block(turn, block)));
        return rows;
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
                case TranscriptItem.Footer(int turn, String text, Answer answer, boolean _) ->
                    items.set(i, new TranscriptItem.Footer(turn, text, answer, false));
                case TranscriptItem.Problem(int turn, var advice, boolean _) ->
                    items.set(i, new TranscriptItem.Problem(turn, advice, false));
                default -> {}
            }
        }
    }

    private void engineChanged(@Nullable Engine now) {
        if (running != null) {
            running.stop();
            running = null;
            finish(ChatTexts.stoppedForModel(), null);
        }
        leaveEngine();
        contextUsed.set(0);
        if (now == null) {
            return;
        }
        if (pending) {
            pending = false;
            progress.begin();
            showTail();
            askEngine(now, pendingAgain);
        } else if (!turns.isEmpty()) {
            items.add(new TranscriptItem.Notice(turns.size() - 1, ChatTexts.modelChanged(ModelNames.of(now.info()))));
        }
    }

    private void openingFailed(@Nullable RuntimeException failure) {
        if (pending && failure != null && services.engine().engineProperty().get() == null) {
            failed(failure);
        }
    }

    private void leaveEngine() {
        ChatHandle left = handle;
        handle = null;
        if (left != null) {
            services.worker().execute(left::close);
        }
    }

    /// Stops and leaves the model.
    @Override
    public void close() {
        engineSubscription.unsubscribe();
        if (running != null) {
            running.stop();
            running = null;
        }
        pending = false;
        leaveEngine();
    }
}

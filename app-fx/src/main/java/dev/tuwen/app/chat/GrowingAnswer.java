package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.markdown.MarkdownStream;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.Answering;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An answer that is awaited or decoded, as rows. Made by [ChatViewModel] per answer; the application's thread.
final class GrowingAnswer {
    private final int turn;
    private final AnswerProgress progress = new AnswerProgress();
    private final MarkdownStream markdown = new MarkdownStream();
    private final StringBuilder text = new StringBuilder();
    private final List<Phrase> notices = new ArrayList<>();
    private @Nullable Answering answering;
    private @Nullable Phrase pace;
    private boolean stopping;

    /// @param turn the question it answers
    GrowingAnswer(int turn) {
        this.turn = turn;
    }

    /// The words so far.
    String text() {
        return text.toString();
    }

    /// Whether a model has the question; else it waits for one.
    boolean isAsked() {
        return answering != null;
    }

    /// The question waits for a model.
    void waitForModel() {
        progress.waitForModel();
    }

    /// A model has the question.
    void asked(Answering by) {
        answering = by;
        progress.begin();
    }

    /// Asks the model to stop; its last event will come.
    void stop() {
        if (answering != null) {
            stopping = true;
            progress.stopping();
            answering.stop();
        }
    }

    void encoding(AnswerEvent.EncodingPicture event) {
        progress.encoding(event);
    }

    void prefill(AnswerEvent.Prefill event) {
        progress.prefill(event);
    }

    /// Says something before the answer.
    void note(Phrase notice) {
        notices.add(notice);
    }

    void decoding(AnswerEvent.Decoding event) {
        pace = event.tokensPerSecond() > 0
                ? ChatTexts.decodingAt(event.tokens(), event.tokensPerSecond())
                : ChatTexts.decoding(event.tokens());
    }

    void leftOut(int turns) {
        notices.add(ChatTexts.turnsForgotten(turns));
    }

    void append(String delta) {
        text.append(delta);
        markdown.append(delta);
    }

    /// The rows as long as more is to come.
    List<TranscriptItem> rows() {
        List<TranscriptItem> rows = answerRows();
        if (rows.size() == notices.size() || stopping) {
            rows.add(new TranscriptItem.Progress(turn, progress.phrase(), progress.fraction()));
        } else if (pace != null) {
            rows.add(new TranscriptItem.Pace(turn, pace));
        }
        return rows;
    }

    /// The rows when nothing more is to come.
    List<TranscriptItem> finishedRows() {
        markdown.finish();
        return answerRows();
    }

    private List<TranscriptItem> answerRows() {
        var rows = new ArrayList<TranscriptItem>();
        notices.forEach(notice -> rows.add(new TranscriptItem.Notice(turn, notice)));
        markdown.finished().forEach(block -> rows.add(new TranscriptItem.Block(turn, block)));
        markdown.open().forEach(block -> rows.add(new TranscriptItem.Block(turn, block)));
        return rows;
    }
}

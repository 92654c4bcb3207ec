package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.generate.StopReason;
import org.jspecify.annotations.Nullable;

/// What is said while an answer is awaited. The part done never falls. Made per answer; one thread.
final class AnswerProgress {
    private Phrase phrase = ChatTexts.thinking();
    private double fraction = -1;

    Phrase phrase() {
        return phrase;
    }

    double fraction() {
        return fraction;
    }

    /// The model is still being loaded.
    void waitForModel() {
        phrase = ChatTexts.waitingForModel();
        fraction = -1;
    }

    /// The question is with the model.
    void begin() {
        phrase = ChatTexts.thinking();
        fraction = -1;
    }

    /// The person asked to stop.
    void stopping() {
        phrase = ChatTexts.stopping();
    }

    void encoding(AnswerEvent.EncodingPicture event) {
        int slices = Math.max(1, event.slices());
        int slice = Math.min(slices, event.slice() + 1);
        double done = (event.picture() + (double) event.slice() / slices) / Math.max(1, event.pictures());
        fraction = Math.max(fraction, Math.clamp(done, 0, 1));
        Phrase what;
        if (event.pictures() > 1) {
            what = ChatTexts.lookingAtOneOf(event.picture() + 1, event.pictures(), slice, slices);
        } else {
            what = slices > 1 ? ChatTexts.lookingAtSlice(slice, slices) : ChatTexts.looking();
        }
        long millis = event.estimatedMillisLeft();
        phrase = millis < 1500 ? what : ChatTexts.withTimeLeft(what, Math.round(millis / 1000.0));
    }

    void prefill(AnswerEvent.Prefill event) {
        double done = event.tokensTotal() == 0 ? 1 : (double) event.tokensDone() / event.tokensTotal();
        boolean first = !phrase.key().equals(ChatTexts.reading(0, 0).key());
        fraction = first ? Math.clamp(done, 0, 1) : Math.max(fraction, Math.clamp(done, 0, 1));
        phrase = ChatTexts.reading(event.tokensDone(), event.tokensTotal());
    }

    /// What to say about the end of an answer, if anything.
    static @Nullable Phrase remark(StopReason reason) {
        return switch (reason) {
            case END_OF_TURN -> null;
            case LENGTH -> ChatTexts.longestAnswer();
            case CONTEXT_FULL -> ChatTexts.contextFull();
            case CANCELLED -> ChatTexts.stopped();
        };
    }
}

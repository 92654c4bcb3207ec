package dev.tuwen.cli;

import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AnswerEvent;
import dev.tuwen.assistant.AnswerListener;
import dev.tuwen.assistant.Answering;
import dev.tuwen.generate.StopReason;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Shows one answer as it is written: text to standard output, progress and remarks to standard error. Events come on
/// the assistant's thread; used once.
final class AnswerPrinter implements AnswerListener {
    private final Terminal terminal;
    private final boolean streaming;
    private volatile @Nullable OutputLostException lost;
    private volatile @Nullable Answering answering;
    private volatile boolean begun;

    /// @param streaming whether text is printed as it comes, or not at all
    AnswerPrinter(Terminal terminal, boolean streaming) {
        this.terminal = terminal;
        this.streaming = streaming;
    }

    /// Asks, shows the answer, and waits for its end. Ctrl-C stops it, and so does a reader that leaves.
    ///
    /// @param ask asks with this listener
    /// @throws OutputLostException if the answer cannot be written
    Answer show(Function<AnswerListener, Answering> ask, Interruption interruption) {
        Answering started = ask.apply(this);
        answering = started;
        interruption.whileAnswering(started::stop);
        try {
            if (isGivenUp()) {
                started.stop();
            }
            Answer answer = started.await();
            OutputLostException failure = lost;
            if (failure != null) {
                throw failure;
            }
            if (streaming) {
                terminal.print(begun || !answer.text().isEmpty() ? "\n" : "");
            }
            if (!terminal.isUnread()) {
                remark(answer.reason());
            }
            return answer;
        } finally {
            interruption.onInterrupt(null);
            terminal.clearProgress();
        }
    }

    private boolean isGivenUp() {
        return lost != null || terminal.isUnread();
    }

    private void remark(StopReason reason) {
        switch (reason) {
            case END_OF_TURN -> {}
            case LENGTH ->
                terminal.complain("tuwen: the answer was cut at the longest length; --max-tokens allows more");
            case CONTEXT_FULL -> terminal.complain("tuwen: the answer was cut because the model's context is full");
            case CANCELLED -> terminal.complain("tuwen: stopped");
        }
    }

    @Override
    public void event(AnswerEvent event) {
        switch (event) {
            case AnswerEvent.EncodingPicture encoding -> terminal.progress(text(encoding));
            case AnswerEvent.Prefill(int done, int total) ->
                terminal.progress("reading … " + done + " of " + total + " tokens");
            case AnswerEvent.TextDelta(String text) -> print(text);
            case AnswerEvent.TurnsLeftOut(int count) ->
                terminal.complain("tuwen: the conversation is too long, the oldest "
                        + (count == 1 ? "question was" : count + " questions were")
                        + " forgotten; pictures are kept");
            case AnswerEvent.Decoding _ -> {}
            case AnswerEvent.Finished _, AnswerEvent.Failed _ -> terminal.clearProgress();
        }
    }

    private void print(String text) {
        if (!streaming) {
            terminal.progress("writing …");
            return;
        }
        if (lost == null) {
            begun = true;
            try {
                terminal.print(text);
            } catch (OutputLostException e) {
                lost = e;
            }
        }
        Answering running = answering;
        if (isGivenUp() && running != null) {
            running.stop();
        }
    }

    private static String text(AnswerEvent.EncodingPicture encoding) {
        String which = encoding.pictures() > 1 ? " " + (encoding.picture() + 1) + " of " + encoding.pictures() : "";
        int slice = Math.min(encoding.slice() + 1, encoding.slices());
        String part = encoding.slices() > 1 ? ", slice " + slice + " of " + encoding.slices() : "";
        long millis = encoding.estimatedMillisLeft();
        String left = millis < 1500 ? "" : ", about " + Math.round(millis / 1000.0) + " s left";
        return "looking at picture" + which + part + left + " …";
    }
}

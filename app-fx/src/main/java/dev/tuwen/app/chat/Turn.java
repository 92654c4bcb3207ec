package dev.tuwen.app.chat;

import dev.tuwen.assistant.Picture;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A question and its answer, if it has one. Made and changed by [ChatViewModel]; the application's thread.
final class Turn {
    private static final int LONGEST_TITLE = 40;

    private final String question;
    private final List<Picture> pictures;
    private @Nullable String answer;

    Turn(String question, List<Picture> pictures) {
        this.question = question;
        this.pictures = List.copyOf(pictures);
    }

    String question() {
        return question;
    }

    List<Picture> pictures() {
        return pictures;
    }

    @Nullable
    String answer() {
        return answer;
    }

    void answer(@Nullable String text) {
        answer = text;
    }

    /// The beginning of the question's first line, to name the conversation by.
    String title() {
        String line = question.strip().lines().findFirst().orElse("");
        return line.codePointCount(0, line.length()) <= LONGEST_TITLE
                ? line
                : line.substring(0, line.offsetByCodePoints(0, LONGEST_TITLE)) + "…";
    }
}

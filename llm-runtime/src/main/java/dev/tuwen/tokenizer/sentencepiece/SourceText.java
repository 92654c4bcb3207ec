package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.tokenizer.PromptText;
import java.util.List;

/// The text of a prompt in one string, and which parts of it were typed. Made for one call of the encoder.
final class SourceText {
    private final String text;
    // Ends of the stretches, rising; stretch i covers [ends[i - 1], ends[i]).
    private final int[] ends;
    private final boolean[] typed;
    private int current;

    private SourceText(String text, int[] ends, boolean[] typed) {
        this.text = text;
        this.ends = ends;
        this.typed = typed;
    }

    static SourceText of(List<PromptText> parts) {
        var text = new StringBuilder();
        int[] ends = new int[parts.size()];
        boolean[] typed = new boolean[parts.size()];
        for (int i = 0; i < parts.size(); i++) {
            PromptText part = parts.get(i);
            text.append(part.text());
            ends[i] = text.length();
            typed[i] = switch (part) {
                case PromptText.Markup _ -> false;
                case PromptText.Typed _ -> true;
            };
        }
        return new SourceText(text.toString(), ends, typed);
    }

    String text() {
        return text;
    }

    /// Whether any character of `[start, end)` was typed. Asked with rising or falling places; neighbouring ones are
    /// cheap.
    boolean isTyped(int start, int end) {
        while (current > 0 && ends[current - 1] > start) {
            current--;
        }
        while (ends[current] <= start) {
            current++;
        }
        for (int i = current; ; i++) {
            boolean empty = ends[i] == (i == 0 ? 0 : ends[i - 1]);
            if (typed[i] && !empty) {
                return true;
            }
            if (ends[i] >= end) {
                return false;
            }
        }
    }
}

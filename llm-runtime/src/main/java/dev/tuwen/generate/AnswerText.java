package dev.tuwen.generate;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.TextDecoder;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.chat.ChatStyle;
import dev.tuwen.tokenizer.chat.WhiteSpace;

/// The answer's text as it grows: what is given out never has to be taken back by the rules at the end (no white space
/// around it, no silent tokens, nothing from a text on that ends an answer). One for each answer; engine thread.
final class AnswerText {
    private final TextDecoder decoder;
    private final ChatStyle chat;
    private final SpecialTokens special;
    private final StringBuilder held = new StringBuilder();
    private boolean begun;
    private boolean ended;

    AnswerText(Tokenizer tokenizer, ChatStyle chat) {
        this.decoder = tokenizer.textDecoder();
        this.chat = chat;
        this.special = tokenizer.specialTokens();
    }

    /// Whether such a text ended the answer.
    boolean isEnded() {
        return ended;
    }

    /// What a token adds that is certain to stay; often nothing.
    String accept(int token) {
        if (chat.isSilent(token, special)) {
            return "";
        }
        held.append(decoder.accept(token));
        return release(false);
    }

    /// What was held back and stays after all.
    String finish() {
        held.append(decoder.flush());
        return release(true);
    }

    private String release(boolean last) {
        if (ended) {
            return "";
        }
        cutAtMarkers();
        int end = last || ended ? held.length() : held.length() - markerPrefix();
        while (end > 0 && WhiteSpace.isSpace(held.charAt(end - 1))) {
            end--;
        }
        int start = 0;
        while (!begun && start < end && WhiteSpace.isSpace(held.charAt(start))) {
            start++;
        }
        begun |= start < end;
        String released = held.substring(start, end);
        held.delete(0, end);
        return released;
    }

    private void cutAtMarkers() {
        for (String marker : chat.answerEnds()) {
            int at = held.indexOf(marker);
            if (at >= 0) {
                held.setLength(at);
                ended = true;
            }
        }
    }

    /// Length of the longest end of the held text that a text which ends an answer begins with.
    private int markerPrefix() {
        int longest = 0;
        for (String marker : chat.answerEnds()) {
            for (int length = Math.min(marker.length() - 1, held.length()); length > longest; length--) {
                if (marker.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}

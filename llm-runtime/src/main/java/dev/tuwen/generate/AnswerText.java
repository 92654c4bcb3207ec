package dev.tuwen.generate;

import dev.tuwen.tokenizer.ChatTemplate;
import dev.tuwen.tokenizer.TextDecoder;
import dev.tuwen.tokenizer.Tokenizer;

/// The answer's text as it grows: what is given out never has to be taken back by the rules at the end (no white space
/// around it, no unknown tokens, in text models nothing from a turn marker on). One for each answer; engine thread.
final class AnswerText {
    private final TextDecoder decoder;
    private final ChatTemplate template;
    private final int unknown;
    private final StringBuilder held = new StringBuilder();
    private boolean begun;
    private boolean ended;

    AnswerText(Tokenizer tokenizer, ChatTemplate template) {
        this.decoder = tokenizer.textDecoder();
        this.template = template;
        this.unknown = tokenizer.specialTokens().unknown();
    }

    /// Whether a turn marker ended the answer.
    boolean isEnded() {
        return ended;
    }

    /// What a token adds that is certain to stay; often nothing.
    String accept(int token) {
        if (template == ChatTemplate.MULTIMODAL && token == unknown) {
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
        while (end > 0 && ChatTemplate.strip(held.substring(end - 1, end)).isEmpty()) {
            end--;
        }
        int start = 0;
        while (!begun
                && start < end
                && ChatTemplate.strip(held.substring(start, start + 1)).isEmpty()) {
            start++;
        }
        begun |= start < end;
        String released = held.substring(start, end);
        held.delete(0, end);
        return released;
    }

    private void cutAtMarkers() {
        if (template != ChatTemplate.TEXT) {
            return;
        }
        for (String marker : new String[] {ChatTemplate.USER_MARKER, ChatTemplate.ASSISTANT_MARKER}) {
            int at = held.indexOf(marker);
            if (at >= 0) {
                held.setLength(at);
                ended = true;
            }
        }
    }

    /// Length of the longest end of the held text that a turn marker begins with.
    private int markerPrefix() {
        if (template != ChatTemplate.TEXT) {
            return 0;
        }
        int longest = 0;
        for (String marker : new String[] {ChatTemplate.USER_MARKER, ChatTemplate.ASSISTANT_MARKER}) {
            for (int length = Math.min(marker.length() - 1, held.length()); length > longest; length--) {
                if (marker.startsWith(held.substring(held.length() - length))) {
                    longest = length;
                }
            }
        }
        return longest;
    }
}

package dev.tuwen.tokenizer.chat;

import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import java.util.List;
import java.util.Set;

/// How a family writes a dialogue, and what of a generated text is the answer. Immutable; any thread.
///
/// What a message becomes depends on nothing before it, so a follow-up to turns whose ids are kept is made by giving
/// only the new messages. The begin token is not part of a prompt's text.
public interface ChatStyle {
    /// The prompt as parts, with what people typed marked as such.
    ///
    /// @param messages the dialogue, or its newest messages
    /// @throws IllegalArgumentException if an answer, or a message to a model that reads none, comes with pictures
    List<PromptText> parts(List<ChatMessage> messages);

    /// The prompt as one text, as the reference implementation writes it: markers in contents count as markers.
    ///
    /// @param messages the dialogue, or its newest messages
    default String prompt(List<ChatMessage> messages) {
        var text = new StringBuilder();
        for (PromptText part : parts(messages)) {
            text.append(part.text());
        }
        return text.toString();
    }

    /// The answer that generated ids stand for.
    ///
    /// @param tokenizer the model's tokenizer
    /// @param generated what the model wrote, with or without the token that ended it
    String answer(Tokenizer tokenizer, int[] generated);

    /// Whether the tokenizer's begin token stands before a prompt.
    boolean hasBeginToken();

    /// Texts around turns that are no tokens of their own but still must not be typed.
    Set<String> turnMarkers();

    /// Texts that end an answer when a model writes them.
    List<String> answerEnds();

    /// Whether a generated token is no part of the answer's text.
    boolean isSilent(int token, SpecialTokens special);
}

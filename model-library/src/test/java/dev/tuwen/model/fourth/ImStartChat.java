package dev.tuwen.model.fourth;

import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.PromptText.Markup;
import dev.tuwen.tokenizer.PromptText.Typed;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.chat.ChatMessage;
import dev.tuwen.tokenizer.chat.ChatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// Turns between `<|im_start|>` and `<|im_end|>`; no begin token.
record ImStartChat() implements ChatStyle {
    @Override
    public List<PromptText> parts(List<ChatMessage> messages) {
        List<PromptText> parts = new ArrayList<>();
        for (ChatMessage message : messages) {
            switch (message.role()) {
                case USER -> {
                    parts.add(new Markup("<|im_start|>user\n"));
                    message.pictures().forEach(picture -> parts.add(new Markup(picture + "\n")));
                    parts.add(new Typed(message.content()));
                    parts.add(new Markup("<|im_end|>\n<|im_start|>assistant\n"));
                }
                case ASSISTANT -> {
                    parts.add(new Typed(message.content()));
                    parts.add(new Markup("<|im_end|>\n"));
                }
            }
        }
        return parts;
    }

    @Override
    public String answer(Tokenizer tokenizer, int[] generated) {
        return tokenizer.decode(generated);
    }

    @Override
    public boolean hasBeginToken() {
        return false;
    }

    @Override
    public Set<String> turnMarkers() {
        return Set.of();
    }

    @Override
    public List<String> answerEnds() {
        return List.of();
    }

    @Override
    public boolean isSilent(int token, SpecialTokens special) {
        return false;
    }
}

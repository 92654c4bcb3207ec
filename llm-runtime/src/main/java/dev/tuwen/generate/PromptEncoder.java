package dev.tuwen.generate;

import dev.tuwen.tokenizer.ChatMessage;
import dev.tuwen.tokenizer.ChatTemplate;
import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Turns a question with its pictures into parts of a prompt. Immutable; any thread.
public final class PromptEncoder {
    private final Tokenizer tokenizer;
    private final ChatTemplate template;

    /// @param tokenizer of the model
    /// @param template of the model's family
    public PromptEncoder(Tokenizer tokenizer, ChatTemplate template) {
        this.tokenizer = tokenizer;
        this.template = template;
    }

    /// The tokenizer.
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /// The template.
    public ChatTemplate template() {
        return template;
    }

    /// The begin token.
    PromptPart begin() {
        return new PromptPart.Tokens(tokenizer.specialTokens().begin());
    }

    /// A question: what was typed is plain text, whatever markers it contains.
    List<PromptPart> question(String text, List<PictureInPrompt> pictures) {
        var placeholders = pictures.stream().map(PictureInPrompt::placeholder).toList();
        List<PromptText> parts = template.parts(List.of(ChatMessage.user(text, placeholders)));
        var features = pictures.stream().flatMap(p -> p.features().stream()).toList();
        return insert(tokenizer.encode(parts), features, tokenizer.specialTokens());
    }

    /// An answer that was given elsewhere, as text.
    int[] answer(String text) {
        return tokenizer.encode(template.parts(List.of(ChatMessage.assistant(text))));
    }

    /// Puts features between the image markers of a prompt.
    ///
    /// @throws IllegalArgumentException if the ranges are not as many and as long as the features
    public static List<PromptPart> insert(int[] ids, List<EmbeddingRows> features, SpecialTokens special) {
        if (features.isEmpty()) {
            return List.of(new PromptPart.Tokens(ids));
        }
        List<ImageBounds> places = ImageBounds.of(
                ids, special, features.stream().map(EmbeddingRows::rows).toList());
        var parts = new ArrayList<PromptPart>();
        int position = 0;
        for (int k = 0; k < places.size(); k++) {
            ImageBounds place = places.get(k);
            parts.add(new PromptPart.Tokens(Arrays.copyOfRange(ids, position, place.first())));
            parts.add(new PromptPart.Embeddings(features.get(k)));
            position = place.end();
        }
        parts.add(new PromptPart.Tokens(Arrays.copyOfRange(ids, position, ids.length)));
        return parts;
    }
}

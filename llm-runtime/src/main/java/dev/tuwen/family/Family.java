package dev.tuwen.family;

import dev.tuwen.tokenizer.chat.ChatStyle;
import java.util.List;
import java.util.Optional;

/// A model family as one value: everything that tells its models from others. Each has a package of its own that makes
/// the value; whatever depends on the family asks this record instead of knowing families.
///
/// @param id what lists of models call it
/// @param title what people call it
/// @param recognition how its models are told from all others
/// @param decoder how its decoder is read and made
/// @param vision what is true of its pictures; empty in text models
/// @param tokenizer where its tokenizer is
/// @param chat how a dialogue is written
/// @param sampling how its makers choose tokens
/// @param stops added tokens that end an answer, beside the tokenizer's end token
public record Family(
        String id,
        String title,
        Recognition recognition,
        DecoderRecipe decoder,
        Optional<VisionFacts> vision,
        TokenizerRecipe tokenizer,
        ChatStyle chat,
        MakersSampling sampling,
        List<String> stops) {
    /// Copies the list.
    public Family {
        stops = List.copyOf(stops);
    }

    /// Whether its models read pictures.
    public boolean readsPictures() {
        return vision.isPresent();
    }

    @Override
    public String toString() {
        return title;
    }
}

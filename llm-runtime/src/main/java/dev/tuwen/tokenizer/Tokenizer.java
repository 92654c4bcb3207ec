package dev.tuwen.tokenizer;

import java.util.List;

/// Text to token ids and ids to text, as a model was trained. Immutable and safe for any thread; nothing to close. Each
/// kind of vocabulary has its own, in a package of its own; a family says which it has.
public interface Tokenizer {
    /// Ids of stretches of one text, each read as its origin demands: in what the program wrote `<image>` and its like
    /// are the tokens they name, in what a person typed such markers are plain characters. No begin token is added.
    int[] encode(List<PromptText> parts);

    /// Ids of a text that the program or a file of prompts wrote.
    default int[] encode(String text) {
        return encode(List.of(new PromptText.Markup(text)));
    }

    /// Ids of a text that a person typed.
    ///
    /// Where a marker stands (an added token, a token that shares an id with one, or a turn marker of the dialogue),
    /// each of its characters becomes a token of its own, so the model reads the same letters but never the marker.
    default int[] encodeOrdinary(String text) {
        return encode(List.of(new PromptText.Typed(text)));
    }

    /// The text of ids; added tokens are written as they are, no spaces are added, and what belongs to no character is
    /// U+FFFD.
    ///
    /// @throws IllegalArgumentException if an id is outside the vocabulary
    default String decode(int... ids) {
        TextDecoder decoder = textDecoder();
        var text = new StringBuilder(ids.length * 3);
        for (int id : ids) {
            text.append(decoder.accept(id));
        }
        return text.append(decoder.flush()).toString();
    }

    /// Begins an answer that is decoded token by token.
    TextDecoder textDecoder();

    /// The bytes an id stands for, in UTF-8; one byte for a byte token.
    ///
    /// @throws IllegalArgumentException if the id is outside the vocabulary
    byte[] bytes(int id);

    /// Number of ids.
    int vocabularySize();

    /// How many ids, from 0 on, a model may write: behind them stand at most pieces that only fill a vocabulary up.
    default int writableSize() {
        return vocabularySize();
    }

    /// The tokens with a meaning of their own.
    SpecialTokens specialTokens();
}

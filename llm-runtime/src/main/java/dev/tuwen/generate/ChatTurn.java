package dev.tuwen.generate;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A turn of a dialogue as a model is shown it: a question with its pictures, and its answer. Immutable.
///
/// @param question its words
/// @param pictures shown before the words
/// @param answer null while there is none
public record ChatTurn(
        String question,
        List<PictureInPrompt> pictures,
        @Nullable Reply answer) {
    /// Copies the list.
    public ChatTurn {
        pictures = List.copyOf(pictures);
    }

    /// An answer that was given.
    public sealed interface Reply {
        /// One that this model generated.
        ///
        /// @param ids its tokens as [PromptEncoder#shown] gives them, not to be written to: what the key-value cache
        ///     knows it by
        record Tokens(int... ids) implements Reply {}

        /// One from elsewhere: an earlier run of the program, another model.
        ///
        /// @param text its words
        record Text(String text) implements Reply {}
    }
}

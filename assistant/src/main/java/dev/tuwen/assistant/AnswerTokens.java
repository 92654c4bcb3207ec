package dev.tuwen.assistant;

import org.jspecify.annotations.Nullable;

/// The tokens of an answer as they were generated, as far as they were shown: words alone may be cut into others, which
/// the key-value cache does not know. They mean something only to the assistant that generated them; for any other
/// there are the words. Immutable.
public final class AnswerTokens {
    /// Of an answer of which the words alone are known.
    public static final AnswerTokens UNKNOWN = new AnswerTokens(null);

    private final @Nullable Object vocabulary;
    private final int[] ids;

    /// @param vocabulary what the ids belong to, told by identity
    /// @param ids not to be written to
    AnswerTokens(@Nullable Object vocabulary, int... ids) {
        this.vocabulary = vocabulary;
        this.ids = ids;
    }

    /// The ids, if they are of this vocabulary.
    @SuppressWarnings("ReferenceEquality")
    int @Nullable [] in(Object wanted) {
        return vocabulary == wanted ? ids : null;
    }
}

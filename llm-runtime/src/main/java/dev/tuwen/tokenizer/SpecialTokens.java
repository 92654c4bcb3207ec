package dev.tuwen.tokenizer;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/// Ids of the tokens with a meaning of their own. Immutable.
///
/// @param begin put before every prompt
/// @param end the model writes it when its turn is over
/// @param unknown stands in for each row of a picture's features in a prompt
/// @param added every added token's text with its id
public record SpecialTokens(int begin, int end, int unknown, Map<String, Integer> added) {
    /// Keeps the order of the added tokens.
    public SpecialTokens {
        added = Collections.unmodifiableMap(new LinkedHashMap<>(added));
    }

    /// The id of an added token by its text, for example `<ref>`, `<box>`, `<quad>` or `<point>`.
    public OptionalInt id(String text) {
        Integer id = added.get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }
}

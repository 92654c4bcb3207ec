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
    /// Text of the marker before a picture.
    public static final String IMAGE_START = "<image>";

    /// Text of the marker after a picture.
    public static final String IMAGE_END = "</image>";

    /// Text of the marker before the slices of a picture.
    public static final String SLICE_START = "<slice>";

    /// Text of the marker after the slices of a picture.
    public static final String SLICE_END = "</slice>";

    /// Text of the token that holds a picture row's place.
    public static final String UNKNOWN = "<unk>";

    /// Keeps the order of the added tokens.
    public SpecialTokens {
        added = Collections.unmodifiableMap(new LinkedHashMap<>(added));
    }

    /// The id of an added token by its text, for example `<ref>`, `<box>`, `<quad>` or `<point>`.
    public OptionalInt id(String text) {
        Integer id = added.get(text);
        return id == null ? OptionalInt.empty() : OptionalInt.of(id);
    }

    /// The marker before a picture, where the model has pictures.
    public OptionalInt imageStart() {
        return id(IMAGE_START);
    }

    /// The marker after a picture.
    public OptionalInt imageEnd() {
        return id(IMAGE_END);
    }

    /// The marker before the slices of a picture, in models that slice.
    public OptionalInt sliceStart() {
        return id(SLICE_START);
    }
}

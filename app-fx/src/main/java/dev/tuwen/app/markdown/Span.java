package dev.tuwen.app.markdown;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A run of text that looks the same throughout. Immutable.
///
/// @param text what it says
/// @param styles how it looks
/// @param link where it leads, if it does
public record Span(String text, Set<Style> styles, @Nullable String link) {
    /// How a span looks.
    public enum Style {
        STRONG,
        EMPHASIS,
        STRIKETHROUGH,
        CODE
    }

    /// Copies the set.
    public Span {
        styles = Set.copyOf(styles);
    }

    /// A plain span.
    public static Span of(String text, Style... styles) {
        return new Span(text, Set.of(styles), null);
    }
}

package dev.tuwen.app.i18n;

import java.util.List;

/// Something to say to the person, in no language yet. Made by the message classes of this package; said by a
/// [Localizer]. Immutable; any thread.
///
/// @param key its key in the bundles
/// @param arguments what stands in its gaps; a phrase among them is said in the same language
public record Phrase(String key, List<Object> arguments) {
    /// Copies the list.
    public Phrase {
        arguments = List.copyOf(arguments);
    }

    static Phrase of(String key, Object... arguments) {
        return new Phrase(key, List.of(arguments));
    }
}

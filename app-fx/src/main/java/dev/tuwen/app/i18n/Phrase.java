package dev.tuwen.app.i18n;

import java.util.List;

/// Something to say to the person, in no language yet. Made by the message classes of this package; said by a
/// [Localizer]. Immutable; any thread.
///
/// @param key its key in the messages of other languages than English; empty for what is said alike in all of them
/// @param english its pattern in English, as of [java.text.MessageFormat]
/// @param arguments what stands in its gaps; a phrase among them is said in the same language
public record Phrase(String key, String english, List<Object> arguments) {
    /// Copies the list.
    public Phrase {
        arguments = List.copyOf(arguments);
    }

    static Phrase of(String key, String english, Object... arguments) {
        return new Phrase(key, english, List.of(arguments));
    }

    /// A name, which is the same in every language.
    public static Phrase verbatim(String name) {
        return new Phrase("", "{0}", List.of(name));
    }
}

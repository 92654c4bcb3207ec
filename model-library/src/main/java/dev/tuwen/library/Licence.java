package dev.tuwen.library;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/// The licence of a model, shown before a download begins. Immutable.
///
/// @param english what it is called and allows
/// @param translations the same in other languages, by their codes, such as `zh`
/// @param address where the text is
public record Licence(Words english, SortedMap<String, Words> translations, String address) {
    /// A licence in a language.
    ///
    /// @param title what it is called
    /// @param summary what it allows; no substitute for the text
    public record Words(String title, String summary) {}

    /// Copies the translations.
    public Licence {
        translations = Collections.unmodifiableSortedMap(new TreeMap<>(translations));
    }

    /// A licence nobody translated.
    static Licence untranslated(String title, String address) {
        return new Licence(new Words(title, ""), Collections.emptySortedMap(), address);
    }

    /// What it is called in English.
    public String title() {
        return english.title();
    }

    /// The licence in a language; in English where nobody translated it.
    ///
    /// @param language its code
    public Words in(String language) {
        return translations.getOrDefault(language, english);
    }
}

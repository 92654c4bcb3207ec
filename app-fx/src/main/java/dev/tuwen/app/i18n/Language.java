package dev.tuwen.app.i18n;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// A language the window speaks. Another one is a constant here and a file of messages, named by its code; a file
/// of preferences has the constant's name.
public enum Language {
    ENGLISH("English", "en"),
    CHINESE("中文", "zh");

    private final String ownName;
    private final String tags;
    private final Locale locale;

    /// @param ownName what its speakers call it
    /// @param tags whom it is for: tags of BCP 47 with spaces between, the code first; a short one stands for all that
    ///     begin with it, unless another language has a longer one
    Language(String ownName, String tags) {
        this.ownName = ownName;
        this.tags = tags;
        this.locale = Locale.forLanguageTag(tags.split(" ", 2)[0]);
    }

    /// What its speakers call it.
    public String ownName() {
        return ownName;
    }

    /// For numbers.
    public Locale locale() {
        return locale;
    }

    /// `en` or `zh`.
    public String code() {
        return locale.toLanguageTag();
    }

    /// What somebody with this locale reads; English where nothing suits.
    public static Language of(Locale locale) {
        Map<String, Language> byTag = new HashMap<>();
        for (Language language : values()) {
            Arrays.stream(language.tags.split(" ", -1)).forEach(tag -> byTag.put(tag, language));
        }
        String best = Locale.lookupTag(List.of(new Locale.LanguageRange(locale.toLanguageTag())), byTag.keySet());
        return best == null ? ENGLISH : byTag.getOrDefault(best, ENGLISH);
    }
}

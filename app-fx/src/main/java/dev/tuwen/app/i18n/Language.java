package dev.tuwen.app.i18n;

import java.util.Locale;

/// A language the window speaks.
public enum Language {
    ENGLISH(Locale.ENGLISH, "messages.properties"),
    CHINESE(Locale.SIMPLIFIED_CHINESE, "messages_zh.properties");

    private final Locale locale;
    private final String resource;

    Language(Locale locale, String resource) {
        this.locale = locale;
        this.resource = resource;
    }

    /// For numbers.
    public Locale locale() {
        return locale;
    }

    /// `en` or `zh`.
    public String code() {
        return locale.getLanguage();
    }

    String resource() {
        return resource;
    }

    /// What somebody with this locale reads.
    public static Language of(Locale locale) {
        return locale.getLanguage().equals("zh") ? CHINESE : ENGLISH;
    }
}

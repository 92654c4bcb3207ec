package dev.tuwen.app.i18n;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Arrays;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import javafx.beans.binding.Bindings;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.value.ObservableValue;
import org.jspecify.annotations.Nullable;

/// Says phrases in the language of the window. What it hands out as an observable value follows a change of the
/// language at once. One for the application, made by its context; the application's thread.
public final class Localizer {
    private static final Properties NONE = new Properties();
    private static final Map<Language, Properties> MESSAGES = Arrays.stream(Language.values())
            .filter(language -> language != Language.ENGLISH)
            .collect(Collectors.toMap(language -> language, Localizer::load));

    private final ObjectProperty<Language> language;

    /// @param language to begin with
    public Localizer(Language language) {
        this.language = new SimpleObjectProperty<>(this, "language", language);
    }

    /// The language of the window.
    public ObjectProperty<Language> languageProperty() {
        return language;
    }

    /// A phrase in the language of now.
    public String say(Phrase phrase) {
        return say(language.get(), phrase);
    }

    /// A phrase, in whatever language the window is.
    public ObservableValue<String> text(Phrase phrase) {
        return Bindings.createStringBinding(() -> say(phrase), language);
    }

    /// A phrase that changes, in whatever language the window is; empty while there is none.
    public ObservableValue<String> text(ObservableValue<? extends @Nullable Phrase> phrase) {
        return Bindings.createStringBinding(
                () -> {
                    Phrase now = phrase.getValue();
                    return now == null ? "" : say(now);
                },
                phrase,
                language);
    }

    /// A phrase in a given language; in English what is not translated.
    public static String say(Language language, Phrase phrase) {
        String pattern = messages(language).getProperty(phrase.key(), phrase.english());
        Object[] arguments = phrase.arguments().stream()
                .map(argument -> argument instanceof Phrase inner ? say(language, inner) : argument)
                .toArray();
        return new MessageFormat(pattern, language.locale()).format(arguments);
    }

    /// The translations into a language by their keys; of English, which stands in the code, none.
    static Properties messages(Language language) {
        return MESSAGES.getOrDefault(language, NONE);
    }

    private static Properties load(Language language) {
        String resource = "messages_" + language.code() + ".properties";
        try (var stream = Localizer.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IllegalStateException("resource '" + resource + "' is missing");
            }
            var properties = new Properties();
            properties.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.assistant.Picture;
import java.util.Map;

/// A picture to try, with a question in every language. Immutable.
///
/// @param picture the picture
/// @param questions what to ask
public record SamplePicture(Picture picture, Map<Language, String> questions) {
    /// Copies the map.
    public SamplePicture {
        questions = Map.copyOf(questions);
    }

    /// What to ask in a language.
    public String question(Language language) {
        return questions.getOrDefault(language, "");
    }
}

package dev.tuwen.app.chat;

import dev.tuwen.app.i18n.Language;
import dev.tuwen.assistant.Picture;
import java.util.Map;

/// A picture to try, with a question in one language or more. Immutable.
///
/// @param picture the picture
/// @param questions what to ask
public record SamplePicture(Picture picture, Map<Language, String> questions) {
    /// Copies the map.
    public SamplePicture {
        questions = Map.copyOf(questions);
    }

    /// What to ask in a language; in English where nobody wrote a question in that one.
    public String question(Language language) {
        return questions.getOrDefault(language, questions.getOrDefault(Language.ENGLISH, ""));
    }
}

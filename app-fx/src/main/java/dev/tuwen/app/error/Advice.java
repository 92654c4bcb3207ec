package dev.tuwen.app.error;

import dev.tuwen.app.i18n.Phrase;

/// What to say about a failure. Immutable; made by [ErrorMessages].
///
/// @param sentence what went wrong and what to do, for the person
/// @param remedy what a button may do about it
/// @param details the technical side, to be copied into a report
public record Advice(Phrase sentence, Remedy remedy, String details) {
    /// What a button may do about a failure.
    public enum Remedy {
        /// Nothing.
        NONE,
        /// Ask again.
        TRY_AGAIN,
        /// Go to the models.
        CHOOSE_MODEL,
        /// Go to the settings.
        OPEN_SETTINGS,
        /// Ask in other words or about other pictures.
        CHANGE_QUESTION,
        /// Begin a new chat.
        NEW_CHAT
    }
}

package dev.tuwen.assistant;

import java.util.List;
import java.util.Objects;

/// One message of a conversation. Immutable.
///
/// @param role who said it
/// @param text what was said
/// @param pictures pictures that came with it, shown to the model before the text
public record Message(Role role, String text, List<Picture> pictures) {
    /// Copies the list.
    public Message {
        Objects.requireNonNull(role, "role");
        Objects.requireNonNull(text, "text");
        pictures = List.copyOf(pictures);
        if (role == Role.ASSISTANT && !pictures.isEmpty()) {
            throw new IllegalArgumentException("a message of the model has no pictures");
        }
    }

    /// A question with its pictures.
    public static Message user(String text, List<Picture> pictures) {
        return new Message(Role.USER, text, pictures);
    }

    /// An answer.
    public static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text, List.of());
    }
}

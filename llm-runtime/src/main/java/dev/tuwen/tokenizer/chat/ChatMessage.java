package dev.tuwen.tokenizer.chat;

import java.util.List;

/// One message of a dialogue, for a [ChatStyle].
///
/// @param role who speaks
/// @param content what is said
/// @param pictures the placeholder of each picture that came with the message, as the vision part makes it; none in
///     text models
public record ChatMessage(Role role, String content, List<String> pictures) {
    /// Who speaks.
    public enum Role {
        /// The person.
        USER,
        /// The model.
        ASSISTANT
    }

    /// Keeps its own list.
    public ChatMessage {
        pictures = List.copyOf(pictures);
    }

    /// A question without pictures.
    public static ChatMessage user(String content) {
        return new ChatMessage(Role.USER, content, List.of());
    }

    /// A question with pictures.
    public static ChatMessage user(String content, List<String> pictures) {
        return new ChatMessage(Role.USER, content, pictures);
    }

    /// An answer.
    public static ChatMessage assistant(String content) {
        return new ChatMessage(Role.ASSISTANT, content, List.of());
    }
}

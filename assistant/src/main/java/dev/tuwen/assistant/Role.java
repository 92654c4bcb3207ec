package dev.tuwen.assistant;

/// Who said a message.
public enum Role {
    /// The person.
    USER,
    /// The model.
    ASSISTANT
}

package dev.tuwen.assistant;

import java.util.List;
import java.util.Objects;

/// What a person asked. Immutable.
///
/// @param text the words
/// @param pictures pictures that came with them, shown to the model before the words
public record Question(String text, List<Picture> pictures) implements Message {
    /// Copies the list.
    public Question {
        Objects.requireNonNull(text, "text");
        pictures = List.copyOf(pictures);
    }
}

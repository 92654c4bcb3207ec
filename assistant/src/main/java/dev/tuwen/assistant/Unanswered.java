package dev.tuwen.assistant;

/// There is no answer because something failed. The question in front of it is not shown to the model with later ones.
///
/// @param failure what
public record Unanswered(RuntimeException failure) implements Message {
    @Override
    public String text() {
        return "";
    }
}

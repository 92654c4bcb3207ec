package dev.tuwen.app.view;

/// What is put on the clipboard. Immutable.
///
/// @param text for programs that take plain text
/// @param html the same for those that take more, or empty
/// @param rtf the same for those that take more, but no HTML, or empty
public record Excerpt(String text, String html, String rtf) {
    /// Without RTF.
    public Excerpt(String text, String html) {
        this(text, html, "");
    }
}

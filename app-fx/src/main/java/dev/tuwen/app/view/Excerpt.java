package dev.tuwen.app.view;

/// What is put on the clipboard. Immutable.
///
/// @param text for programs that take plain text
/// @param html the same for those that take more, or empty
public record Excerpt(String text, String html) {}

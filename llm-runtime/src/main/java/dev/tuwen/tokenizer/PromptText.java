package dev.tuwen.tokenizer;

/// A stretch of a prompt with where it came from. Stretches that follow each other are one text: a word may be merged
/// across their border, as in training; only markers keep to their own side.
public sealed interface PromptText {
    /// The characters.
    String text();

    /// Written by the program: added tokens such as `<image>` are the tokens they name.
    ///
    /// @param text the characters
    record Markup(String text) implements PromptText {}

    /// Written by a person or read from a document: markers in it are plain characters, each standing alone.
    ///
    /// @param text the characters
    record Typed(String text) implements PromptText {}
}

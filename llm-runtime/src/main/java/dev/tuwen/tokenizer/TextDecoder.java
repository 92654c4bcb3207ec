package dev.tuwen.tokenizer;

/// Generated ids to text, as they come. Gives out whole characters only: the bytes of a character that is still
/// incomplete wait for the next ids. Made by [Tokenizer#textDecoder()], one for each answer; one thread.
public interface TextDecoder {
    /// The text delta of an id: the characters that it completes; often a word, sometimes nothing.
    ///
    /// @throws IllegalArgumentException if the id is outside the vocabulary
    String accept(int id);

    /// What is left at the end: U+FFFD for what was never completed.
    String flush();
}

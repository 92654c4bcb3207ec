package dev.tuwen.tokenizer;

/// Generated ids to text, as they come. Gives out whole characters only: the bytes of a character that is still
/// incomplete wait for the next ids. One for each answer; one thread.
public final class TokenTextDecoder {
    private final Tokenizer tokenizer;
    private final Utf8Assembler bytes = new Utf8Assembler();
    private final StringBuilder text = new StringBuilder();

    /// Begins an answer.
    ///
    /// @param tokenizer the tokenizer of the model that generates
    public TokenTextDecoder(Tokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    /// The characters that this id completes; often a word, sometimes nothing.
    ///
    /// @throws IllegalArgumentException if the id is outside the vocabulary
    public String accept(int id) {
        tokenizer.append(id, bytes, text);
        return take();
    }

    /// What is left at the end: U+FFFD for each byte of a character that was never completed.
    public String flush() {
        bytes.flush(text);
        return take();
    }

    private String take() {
        String taken = text.toString();
        text.setLength(0);
        return taken;
    }
}

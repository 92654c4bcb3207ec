package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.tokenizer.TextDecoder;

/// Text deltas of a SentencePiece vocabulary; each byte of a character that was never completed is U+FFFD.
final class SentencePieceTextDecoder implements TextDecoder {
    private final SentencePieceTokenizer tokenizer;
    private final Utf8Assembler bytes = new Utf8Assembler();
    private final StringBuilder text = new StringBuilder();

    SentencePieceTextDecoder(SentencePieceTokenizer tokenizer) {
        this.tokenizer = tokenizer;
    }

    @Override
    public String accept(int id) {
        tokenizer.append(id, bytes, text);
        return take();
    }

    @Override
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

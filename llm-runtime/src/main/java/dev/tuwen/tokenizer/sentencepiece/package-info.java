/// SentencePiece vocabularies with byte pair encoding and byte fallback: their files, their encoder, and the copy of
/// them in GGUF files.
package dev.tuwen.tokenizer.sentencepiece;

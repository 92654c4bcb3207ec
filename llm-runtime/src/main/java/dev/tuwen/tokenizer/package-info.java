/// Text to token ids and back, and the dialogue around it.
///
/// [dev.tuwen.tokenizer.Tokenizer] reads a model's `tokenizer.model` and `tokenizer_config.json`.
/// [dev.tuwen.tokenizer.ChatTemplate] makes a prompt out of messages; what a person typed stays marked as such
/// ([dev.tuwen.tokenizer.PromptText]), so that nobody can type a picture marker or a turn marker.
/// [dev.tuwen.tokenizer.TokenTextDecoder] turns generated ids into whole characters, one id at a time.
package dev.tuwen.tokenizer;

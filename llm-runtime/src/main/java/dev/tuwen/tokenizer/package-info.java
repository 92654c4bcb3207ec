/// Text to token ids and back.
///
/// [dev.tuwen.tokenizer.Tokenizer] is what every kind of vocabulary does; the kinds are packages of their own. What a
/// person typed stays marked as such ([dev.tuwen.tokenizer.PromptText]), so that nobody can type a picture marker or a
/// turn marker. [dev.tuwen.tokenizer.TextDecoder] turns generated ids into whole characters, one id at a time.
package dev.tuwen.tokenizer;

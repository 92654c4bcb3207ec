/// How families write a dialogue, and what of a generated text is the answer.
///
/// A [dev.tuwen.tokenizer.chat.ChatStyle] makes a prompt out of messages; a family names its own.
package dev.tuwen.tokenizer.chat;

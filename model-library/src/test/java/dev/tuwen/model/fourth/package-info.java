/// A family that nobody publishes: the network of MiniCPM-V 2.0 with another dialogue, two tokens that end an answer
/// and a tokenizer of bytes. It shows what a new member takes.
package dev.tuwen.model.fourth;

/// MiniCPM-2B: text only. Contents of messages are trimmed, a turn marker ends an answer, the head is the embedding.
package dev.tuwen.family.minicpm2b;

/// Models to GGUF files with fewer bits: which tensor gets which type, what the files say about the model, and the
/// writing itself, a few rows at a time. Stands above the readers of weights and the tokenizer; knows no device.
package dev.tuwen.conversion;

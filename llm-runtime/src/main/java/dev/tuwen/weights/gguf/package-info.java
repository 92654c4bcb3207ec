/// The GGUF format: typed metadata, a table of tensors, then their bytes, in one file or in numbered shards. The files
/// of MiniCPM, what is peculiar about old ones, and the part that sees in a file of its own.
package dev.tuwen.weights.gguf;

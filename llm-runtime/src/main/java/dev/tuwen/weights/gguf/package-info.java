/// The GGUF format: typed metadata, a table of tensors, then their bytes, in one file or in numbered shards. The files
/// of MiniCPM, what is peculiar about old ones, and the vision encoder in a file of its own (mmproj).
package dev.tuwen.weights.gguf;

/// What the formats of Hugging Face folders have in common: element types, files of tensors, shards and their index.
/// Not exported.
package dev.tuwen.weights.stored;

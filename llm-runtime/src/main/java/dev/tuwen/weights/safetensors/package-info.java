/// The safetensors format: an 8-byte length, a JSON header, then the tensors' bytes. Not exported.
package dev.tuwen.weights.safetensors;

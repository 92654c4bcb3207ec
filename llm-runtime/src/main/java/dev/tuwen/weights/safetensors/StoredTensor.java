package dev.tuwen.weights.safetensors;

import dev.tuwen.weights.stored.StoredType;
import java.util.List;

/// An entry of a header, already checked against the file's size.
///
/// @param name as stored
/// @param type of its elements
/// @param dimensions outermost first; empty for a single number
/// @param offset of its first byte, from the start of the file
/// @param byteSize its length
record StoredTensor(String name, StoredType type, List<Long> dimensions, long offset, long byteSize) {}

package dev.tuwen.demo;

import java.util.Objects;

/// A file of the embedded model folder, as its index lists it. Immutable; made by [DemoModel].
///
/// @param name the file's name in a model folder, without a path
/// @param byteSize its size in bytes
/// @param sha256 the SHA-256 of its bytes, 64 lower-case hexadecimal digits
public record ModelFile(String name, long byteSize, String sha256) {
    /// Checks the parts.
    public ModelFile {
        Objects.requireNonNull(name, "name");
        if (byteSize < 0) {
            throw new IllegalArgumentException("model file '" + name + "': " + byteSize + " bytes, expected 0 or more");
        }
        if (sha256.length() != 64) {
            throw new IllegalArgumentException(
                    "model file '" + name + "': SHA-256 '" + sha256 + "', expected 64 hexadecimal digits");
        }
    }
}

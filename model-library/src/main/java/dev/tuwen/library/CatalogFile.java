package dev.tuwen.library;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A file of a model on offer. Immutable.
///
/// @param path name within the repository and in the model's folder
/// @param bytes its size; -1 when the catalogue does not say
/// @param digest what it hashes to, or null when the catalogue does not say
/// @param optional whether a model is complete without it
/// @param blocks digests of its blocks, or null
public record CatalogFile(
        String path,
        long bytes,
        @Nullable FileDigest digest,
        boolean optional,
        @Nullable Blocks blocks) {
    /// Digests of the blocks of a file, so that a damaged one is found and fetched again alone.
    ///
    /// @param blockBytes size of all blocks but the last
    /// @param sha256 digest of each block
    public record Blocks(long blockBytes, List<String> sha256) {
        /// Copies the list.
        public Blocks {
            sha256 = List.copyOf(sha256);
        }
    }
}

package dev.tuwen.library;

import dev.tuwen.family.Family;
import java.util.List;
import java.util.Map;

/// A model on offer. Immutable; read from a catalogue.
///
/// @param name what it is called in commands and in the library
/// @param title what people call it
/// @param family what kind of model
/// @param precision how its weights are stored, such as `BF16` or `Q4_K_M`
/// @param layout `safetensors` or `gguf`
/// @param licence its licence
/// @param approximateBytes size of all files, roughly; 0 when nobody knows before a source is asked
/// @param memory what it needs when it is opened
/// @param repositories name of its repository by id of the source
/// @param files files by name
/// @param weights groups of patterns; the first group whose first pattern fits a file of the listing is taken whole
/// @param own whether the user added it
public record CatalogEntry(
        String name,
        String title,
        Family family,
        String precision,
        String layout,
        Licence licence,
        long approximateBytes,
        Memory memory,
        Map<String, String> repositories,
        List<CatalogFile> files,
        List<List<String>> weights,
        boolean own) {
    /// Copies the collections.
    public CatalogEntry {
        repositories = Map.copyOf(repositories);
        files = List.copyOf(files);
        weights = weights.stream().map(List::copyOf).toList();
    }

    /// Memory a model needs, before it is downloaded.
    ///
    /// @param parameters numbers in all its tensors
    /// @param cacheBytes keys and values of a working context
    public record Memory(long parameters, long cacheBytes) {
        /// What is computed in between, and the Java machine.
        private static final long OTHER_BYTES = 384L << 20;

        /// Rough need with weights as they are packed where memory allows: those of four to six bits with eight and a
        /// half, because no device computes with all of their forms, others as they are stored.
        ///
        /// @param storedBytes size of the files
        public long usual(long storedBytes) {
            return Math.max(storedBytes, parameters * 17 / 16) + cacheBytes + OTHER_BYTES;
        }

        /// Rough need with the smallest weights this program packs: 4.5 bits for each number.
        public long smallest() {
            return parameters * 9 / 16 + cacheBytes + OTHER_BYTES;
        }
    }

    /// Whether it reads pictures.
    public boolean seesPictures() {
        return family.readsPictures();
    }
}

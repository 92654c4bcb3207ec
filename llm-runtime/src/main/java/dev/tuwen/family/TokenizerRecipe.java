package dev.tuwen.family;

import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.gguf.GgufMetadata;
import java.nio.file.Path;
import java.util.Set;

/// Where a family's tokenizer is and how it is read. Stateless.
public interface TokenizerRecipe {
    /// Name of the file in a model's folder that holds the vocabulary.
    String file();

    /// Reads it from a folder, of which nothing but the tokenizer's files is needed.
    ///
    /// @param turnMarkers texts of the dialogue that must not be typed
    /// @throws dev.tuwen.weights.TokenizerFormatException if a file is missing or damaged
    Tokenizer open(Path folder, Set<String> turnMarkers);

    /// Reads it from the metadata of a GGUF file.
    ///
    /// @param turnMarkers texts of the dialogue that must not be typed
    /// @throws dev.tuwen.weights.TokenizerFormatException if it is missing, damaged or of another kind
    Tokenizer of(GgufMetadata metadata, Set<String> turnMarkers);
}

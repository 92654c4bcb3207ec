package dev.tuwen.family;

import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.json.JsonObject;

/// How a family's pictures are described in its files. Stateless.
public interface VisionRecipe {
    /// Reads `config.json`.
    ///
    /// @throws dev.tuwen.weights.ModelFormatException if a value is missing or out of bounds
    VisionSettings read(JsonObject config);

    /// Reads the metadata of an mmproj file.
    ///
    /// @throws dev.tuwen.weights.ModelFormatException if it is another model's or a value is out of bounds
    VisionSettings read(GgufFile mmproj);

    /// Adds the tensors of an mmproj file under our names.
    void addTensors(GgufFile mmproj, GgufSource source);
}

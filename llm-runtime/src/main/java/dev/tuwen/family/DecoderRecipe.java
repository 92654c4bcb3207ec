package dev.tuwen.family;

import dev.tuwen.compute.DType;
import dev.tuwen.decoder.Decoder;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.json.JsonObject;

/// How a family's decoder is described in its files, and how it is made. Stateless.
public interface DecoderRecipe {
    /// Reads `config.json`.
    ///
    /// @throws dev.tuwen.weights.ModelFormatException if a value is missing, out of bounds or of a model that cannot be
    ///     run
    DecoderConfig read(JsonObject config);

    /// Reads the metadata of a GGUF model.
    ///
    /// @throws dev.tuwen.weights.ModelFormatException likewise
    DecoderConfig read(GgufModel model);

    /// Where the numbers of a GGUF model stand.
    SettingsOrigin origin(GgufModel model);

    /// Our name for a tensor of a folder.
    String tensorName(String stored);

    /// Adds the decoder's tensors of a GGUF model under our names.
    void addTensors(GgufModel model, DecoderConfig config, GgufSource source);

    /// Makes the decoder.
    ///
    /// @param cacheType F32, F16 or Q8_0
    Decoder decoder(DecoderConfig config, DType cacheType);
}

package dev.tuwen.weights;

import dev.tuwen.weights.json.JsonFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// What `config.json` says about a model, checked. A text model has no vision part.
///
/// @param kind which of the models it is
/// @param hiddenSize width `H` of the decoder
/// @param intermediateSize width of the gated layer
/// @param layerCount decoder layers
/// @param headCount query heads; each is `hiddenSize / headCount` wide
/// @param keyValueHeadCount key and value heads, shared by consecutive query heads
/// @param vocabularySize rows of the embedding
/// @param rmsNormEpsilon added to the mean square
/// @param ropeBase base of the rotary angles
/// @param contextLength positions the model was trained on
/// @param embeddingScale factor on token embeddings, not on picture features
/// @param residualScale factor on each residual increment
/// @param logitDivisor the hidden state is divided by this before the logits
/// @param tiedHead the embedding is the output head even if one is stored; without a stored one it always is
/// @param beginToken id put before a prompt
/// @param endToken id that ends an answer
/// @param vision the picture part, or null in text models
public record ModelConfig(
        Kind kind,
        int hiddenSize,
        int intermediateSize,
        int layerCount,
        int headCount,
        int keyValueHeadCount,
        int vocabularySize,
        double rmsNormEpsilon,
        double ropeBase,
        int contextLength,
        double embeddingScale,
        double residualScale,
        double logitDivisor,
        boolean tiedHead,
        int beginToken,
        int endToken,
        @Nullable VisionConfig vision) {

    /// The models that can be run.
    public enum Kind {
        /// MiniCPM-2B and its like, text only.
        TEXT,
        /// MiniCPM-V 1.0: a picture becomes one square.
        VISION_1,
        /// MiniCPM-V 2.0: a picture is cut into slices.
        VISION_2;

        /// Whether the model reads pictures.
        public boolean isMultimodal() {
            return this != TEXT;
        }
    }

    /// Reads a model folder's `config.json`.
    ///
    /// @param folder the model's folder
    /// @throws ConfigFormatException if the file is missing, damaged or out of bounds
    /// @throws UnsupportedModelException if it describes a model that cannot be run
    public static ModelConfig read(Path folder) {
        return new ModelConfigReader(JsonFile.read(folder.resolve("config.json"), ConfigFormatException::new)).read();
    }

    /// Width of one head.
    public int headWidth() {
        return hiddenSize / headCount;
    }
}

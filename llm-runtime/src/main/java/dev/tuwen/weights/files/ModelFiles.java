package dev.tuwen.weights.files;

import dev.tuwen.weights.GenerationDefaults;
import dev.tuwen.weights.ModelConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufModel;
import java.nio.file.Path;

/// A model's folder, opened: its settings and its mapped weights. The opener closes it, after everything loaded from
/// it. Reading is safe from any thread.
///
/// @param folder where the model is
/// @param config what `config.json` says
/// @param generationDefaults what `generation_config.json` asks for
/// @param weights the tensors, by our names
public record ModelFiles(Path folder, ModelConfig config, GenerationDefaults generationDefaults, TensorSource weights)
        implements AutoCloseable {
    /// Opens a folder.
    ///
    /// @param folder a model's folder with `config.json` and weights; or a GGUF file, or a folder with one
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged or of a model that cannot be run
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public static ModelFiles open(Path folder) {
        if (GgufModel.isModel(folder)) {
            GgufModel model = GgufModel.open(folder);
            return new ModelFiles(folder, model.config(), GenerationDefaults.NONE, model.weights());
        }
        ModelConfig config = ModelConfig.read(folder);
        GenerationDefaults defaults = GenerationDefaults.read(folder);
        return new ModelFiles(folder, config, defaults, WeightFiles.open(folder));
    }

    @Override
    public void close() {
        weights.close();
    }
}

package dev.tuwen.model;

import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.Families;
import dev.tuwen.family.Family;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.PromptEncoder;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufModel;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/// A model's files with the sizes of its vision encoder, before a device is involved. Made by [#open]; closed by its
/// opener after everything loaded from it. Reading is safe from any thread.
///
/// @param checkpoint the files
/// @param vision sizes of the vision encoder; empty in text models, and where it is missing
/// @param prompts text to tokens
public record ModelParts(Checkpoint checkpoint, Optional<VisionConfig> vision, PromptEncoder prompts)
        implements AutoCloseable {

    /// Opens a model of a family that the product runs.
    ///
    /// @param folderOrFile its folder, one of the files in it, or a GGUF file
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged or of a model that cannot be run
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public static ModelParts open(Path folderOrFile) {
        return open(folderOrFile, KnownFamilies.ALL);
    }

    /// Opens a model of one of these families.
    ///
    /// @param folderOrFile as above
    /// @param families that are recognised
    static ModelParts open(Path folderOrFile, Families families) {
        Checkpoint checkpoint = families.open(folderOrFile);
        try {
            Optional<VisionConfig> vision = VisionConfig.of(checkpoint);
            UnusedTensors.refuse(checkpoint, vision);
            UnfinishedWeights.refuse(checkpoint, vision);
            return of(checkpoint, vision);
        } catch (RuntimeException | Error e) {
            checkpoint.close();
            throw e;
        }
    }

    /// Puts files and the sizes of their vision encoder together.
    public static ModelParts of(Checkpoint checkpoint, Optional<VisionConfig> vision) {
        return new ModelParts(checkpoint, vision, new PromptEncoder(checkpoint.tokenizer(), checkpoint.family()));
    }

    /// Opens a model whose parts may contradict each other.
    ///
    /// @param folderOrFile its folder, or one of the files in it
    /// @param name of the model, for messages
    /// @throws ModelUnusableException if they do
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged or of a model that cannot be run
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public static ModelParts open(Path folderOrFile, String name) {
        try {
            return open(folderOrFile);
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + name + "' does not fit together: " + e.getMessage(), e);
        }
    }

    /// The model's folder, or the first of its GGUF files.
    public Path folder() {
        return checkpoint.place();
    }

    /// The family the model is of.
    public Family family() {
        return checkpoint.family();
    }

    /// The mapped tensors.
    public TensorSource weights() {
        return checkpoint.weights();
    }

    /// Names of the tensors that are read, whether they are there or not.
    public Set<String> tensorNames() {
        return UnusedTensors.read(checkpoint, vision);
    }

    /// Sizes of the decoder.
    public DecoderConfig decoder() {
        return checkpoint.decoder();
    }

    /// The tokenizer.
    public Tokenizer tokenizer() {
        return checkpoint.tokenizer();
    }

    /// What the missing file of the vision encoder may be called: the decoder of a model that reads pictures answers
    /// text without it. Empty where nothing is missing.
    public Optional<String> missingMmproj() {
        return family().readsPictures() && vision.isEmpty()
                ? Optional.of(GgufModel.mmprojName(folder()))
                : Optional.empty();
    }

    /// How tokens are chosen unless the user says otherwise.
    public SamplingOptions defaults() {
        return checkpoint.sampling();
    }

    @Override
    public void close() {
        checkpoint.close();
    }
}

package dev.tuwen.model;

import dev.tuwen.compute.Heads;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.generate.PromptEncoder;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.ChatTemplate;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.vision.image.SliceGrid;
import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.GenerationDefaults;
import dev.tuwen.weights.ModelConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.files.WeightFiles;
import dev.tuwen.weights.gguf.GgufModel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/// The files of a model, read and put together, before a device is involved. Made by [#open]; closed by its opener
/// after everything loaded from it. Reading is safe from any thread.
///
/// @param folder where the model's files are; of a GGUF model the first of them
/// @param kind which of the models it is
/// @param weights the mapped tensors
/// @param decoder sizes of the decoder
/// @param vision sizes of the part that sees; empty in text models
/// @param prompts text to tokens
/// @param defaults sampling the model's makers recommend
public record ModelParts(
        Path folder,
        ModelConfig.Kind kind,
        TensorSource weights,
        DecoderConfig decoder,
        Optional<VisionConfig> vision,
        PromptEncoder prompts,
        SamplingOptions defaults)
        implements AutoCloseable {

    /// Opens a model.
    ///
    /// @param folderOrFile its folder, one of the files in it, or a GGUF file
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged or of a model that cannot be run
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public static ModelParts open(Path folderOrFile) {
        if (GgufModel.isModel(folderOrFile)) {
            GgufModel model = GgufModel.open(folderOrFile);
            return together(
                    model.file(),
                    model.config(),
                    model.weights(),
                    GenerationDefaults.NONE,
                    () -> SentencePieceTokenizer.of(model.metadata()));
        }
        Path folder = folderOf(folderOrFile);
        ModelConfig config = ModelConfig.read(folder);
        GenerationDefaults generation = GenerationDefaults.read(folder);
        Tokenizer tokenizer = SentencePieceTokenizer.open(folder);
        boolean isWeights = folderOrFile.toString().endsWith(".safetensors");
        TensorSource weights = WeightFiles.open(isWeights ? folderOrFile : folder);
        return together(folder, config, weights, generation, () -> tokenizer);
    }

    /// Puts parts together, or closes the weights if that fails.
    private static ModelParts together(
            Path place,
            ModelConfig config,
            TensorSource weights,
            GenerationDefaults generation,
            Supplier<Tokenizer> tokenizers) {
        try {
            Tokenizer tokenizer = tokenizers.get();
            Path settings = Files.isDirectory(place) ? place.resolve("config.json") : place;
            if (tokenizer.vocabularySize() > config.vocabularySize()) {
                throw new ConfigFormatException(
                        settings,
                        "'vocab_size' to be at least the tokenizer's " + tokenizer.vocabularySize(),
                        String.valueOf(config.vocabularySize()));
            }
            ChatTemplate template = config.kind().isMultimodal() ? ChatTemplate.MULTIMODAL : ChatTemplate.TEXT;
            return new ModelParts(
                    place,
                    config.kind(),
                    weights,
                    decoder(config, weights),
                    vision(settings, config, weights),
                    new PromptEncoder(tokenizer, template),
                    SamplingDefaults.of(config.kind(), generation));
        } catch (RuntimeException | Error e) {
            weights.close();
            throw e;
        }
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

    /// The folder of a model that was named by its folder or by one of the files in it.
    public static Path folderOf(Path folderOrFile) {
        Path parent = Files.isDirectory(folderOrFile)
                ? folderOrFile
                : folderOrFile.toAbsolutePath().getParent();
        return parent == null ? folderOrFile : parent;
    }

    private static DecoderConfig decoder(ModelConfig config, TensorSource weights) {
        return new DecoderConfig(
                config.hiddenSize(),
                config.intermediateSize(),
                config.layerCount(),
                new Heads(config.headCount(), config.keyValueHeadCount(), config.headWidth()),
                config.vocabularySize(),
                (float) config.rmsNormEpsilon(),
                (float) config.ropeBase(),
                (float) config.embeddingScale(),
                (float) config.residualScale(),
                (float) (1 / config.logitDivisor()),
                config.contextLength(),
                config.tiedHead() || !weights.has("lm_head.weight"));
    }

    private static Optional<VisionConfig> vision(Path settings, ModelConfig config, TensorSource weights) {
        dev.tuwen.weights.VisionConfig stored = config.vision();
        if (stored == null) {
            return Optional.empty();
        }
        VisionConfig.Framing framing;
        if (config.kind() == ModelConfig.Kind.VISION_1) {
            framing = new VisionConfig.Framing.Square(stored.imageSize());
        } else if (stored.slicing()) {
            framing = new VisionConfig.Framing.Sliced(
                    new SliceGrid(stored.sliceSide(), stored.patchSize(), stored.mostSlices()));
        } else {
            framing = new VisionConfig.Framing.Whole();
        }
        VisionConfig vision = VisionConfig.of(weights, stored.headCount(), framing);
        if (vision.hidden() != config.hiddenSize()) {
            throw new ConfigFormatException(
                    settings,
                    "'hidden_size' to be the resampler's " + vision.hidden(),
                    String.valueOf(config.hiddenSize()));
        }
        return Optional.of(vision);
    }

    /// The tokenizer.
    public Tokenizer tokenizer() {
        return prompts.tokenizer();
    }

    @Override
    public void close() {
        weights.close();
    }
}

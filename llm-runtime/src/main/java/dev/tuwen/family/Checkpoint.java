package dev.tuwen.family;

import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.files.WeightFiles;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// The files of a model, read, checked against each other and put together, before a device is involved. Made by
/// [Families#open]; the opener closes it after everything loaded from it. Reading is safe from any thread.
///
/// @param place the model's folder, or the first of its GGUF files
/// @param family it is of
/// @param decoder sizes of the decoder
/// @param vision what the settings say about pictures; empty in text models, and where the vision encoder is missing
/// @param generation what `generation_config.json` asks for
/// @param tokenizer text to tokens
/// @param weights the tensors, by our names
public record Checkpoint(
        Path place,
        Family family,
        DecoderConfig decoder,
        Optional<VisionSettings> vision,
        GenerationDefaults generation,
        Tokenizer tokenizer,
        TensorSource weights)
        implements AutoCloseable {
    /// Where MLX says how it quantised; everybody else writes `quantization_config`.
    private static final String MLX = "quantization";

    /// @param named the folder, or one of the files in it: one of weights is the only one that is read
    static Checkpoint ofFolder(Path folder, Path named, Families families) {
        JsonObject settings = Families.settings(folder);
        Family family = families.recognise(settings);
        DecoderConfig decoder = family.decoder().read(settings);
        Optional<VisionSettings> vision =
                family.vision().map(facts -> facts.recipe().read(settings));
        if (settings.has(MLX)) {
            throw new UnsupportedModelException(
                    settings.file(),
                    "weights as published, by GPTQ with 4 bits, or in a GGUF file",
                    "weights quantised by MLX; take the model in one of those");
        }
        IgnoredKeys.refuseUnknown(settings, family.title());
        GenerationDefaults generation = GenerationDefaults.read(folder);
        Tokenizer tokenizer = family.tokenizer().open(folder, family.chat().turnMarkers());
        ChatTemplate.refuseOther(folder, family);
        Path stored = named.toString().endsWith(".safetensors") ? named : folder;
        TensorSource weights = WeightFiles.open(stored, family.decoder()::tensorName);
        var checkpoint = new Checkpoint(folder, family, decoder, vision, generation, tokenizer, weights);
        return checkpoint.checked(new SettingsOrigin(settings.file(), Map.of()), weights);
    }

    static Checkpoint of(GgufModel model, Families families) {
        boolean opened = false;
        try {
            Family family = families.recognise(model);
            Optional<VisionSettings> vision =
                    family.vision().flatMap(facts -> model.mmproj().map(facts.recipe()::read));
            DecoderConfig decoder = family.decoder().read(model);
            Tokenizer tokenizer =
                    family.tokenizer().of(model.metadata(), family.chat().turnMarkers());
            var source = new GgufSource(model);
            family.decoder().addTensors(model, decoder, source);
            family.vision()
                    .ifPresent(facts ->
                            model.mmproj().ifPresent(mmproj -> facts.recipe().addTensors(mmproj, source)));
            source.addRest();
            IgnoredKeys.refuseUnknown(model.metadata(), family.title());
            model.mmproj().ifPresent(mmproj -> IgnoredKeys.refuseUnknown(mmproj.metadata(), family.title()));
            var checkpoint =
                    new Checkpoint(model.file(), family, decoder, vision, GenerationDefaults.NONE, tokenizer, source);
            opened = true;
            return checkpoint.checked(family.decoder().origin(model), source);
        } finally {
            if (!opened) {
                model.close();
            }
        }
    }

    /// This, if the parts fit together; else the tensors are closed. A decoder without a head of its own gets a tied
    /// one.
    private Checkpoint checked(SettingsOrigin origin, TensorSource source) {
        boolean sound = false;
        try {
            if (tokenizer.vocabularySize() > decoder.vocabularySize()) {
                throw new ConfigFormatException(
                        origin.file(),
                        "'vocab_size' to be at least the tokenizer's " + tokenizer.vocabularySize(),
                        String.valueOf(decoder.vocabularySize()));
            }
            DecoderTensors.check(decoder, source, origin);
            sound = true;
        } finally {
            if (!sound) {
                source.close();
            }
        }
        return decoder.tiedHead() || source.has(DecoderTensors.HEAD)
                ? this
                : new Checkpoint(place, family, decoder.tied(), vision, generation, tokenizer, weights);
    }

    /// How tokens are chosen unless the user says otherwise.
    public SamplingOptions sampling() {
        return family.sampling().under(generation);
    }

    /// Length of an answer unless the user says otherwise, in tokens.
    public int maximumNewTokens() {
        return generation.maximumNewTokens().orElse(MakersSampling.MAXIMUM_NEW_TOKENS);
    }

    @Override
    public void close() {
        weights.close();
    }
}

package dev.tuwen.weights.gptq;

import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.json.JsonFile;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// How the weights of a GPTQ folder were quantised.
///
/// @param groupSize inputs that share a scale where the file has no table of groups, or -1 for all of them
/// @param zeroPointsStoredMinusOne whether zero points are stored one too small, as in the format's first version
/// @param symmetric whether all zero points are 8, as far as the settings say
/// @param ordered whether inputs were put in another order, so that a table of groups has to be there
public record QuantizationConfig(int groupSize, boolean zeroPointsStoredMinusOne, boolean symmetric, boolean ordered) {
    /// Where old scripts of AWQ say so.
    private static final String AWQ = "quant_config.json";

    /// What is taken where no file says anything: the settings of the usual scripts.
    public static final QuantizationConfig USUAL = new QuantizationConfig(128, true, true, false);

    /// Reads `quantization_config` of `config.json`, else `quantize_config.json`.
    ///
    /// @throws ModelFormatException if the settings are damaged or of a method that is not read
    public static Optional<QuantizationConfig> read(Path folder) {
        if (Files.isRegularFile(folder.resolve(AWQ))) {
            throw new UnsupportedModelException(
                    folder.resolve(AWQ),
                    "quantisation by 'gptq'",
                    "settings of 'awq'; take the model as published, with GPTQ, or as a GGUF file");
        }
        Optional<JsonObject> settings = JsonFile.readIfPresent(
                        folder.resolve("config.json"), ConfigFormatException::new)
                .flatMap(config -> config.object("quantization_config"))
                .or(() -> JsonFile.readIfPresent(folder.resolve("quantize_config.json"), ConfigFormatException::new));
        return settings.map(QuantizationConfig::of);
    }

    private static QuantizationConfig of(JsonObject settings) {
        String method = settings.text("quant_method").orElse("gptq");
        String format = settings.text("checkpoint_format").orElse("gptq");
        int bits = settings.integer("bits", 1, 16).orElse(4);
        if (!method.equals("gptq") || bits != 4 || !(format.equals("gptq") || format.equals("gptq_v2"))) {
            throw new UnsupportedModelException(
                    settings.file(),
                    "quantisation by 'gptq' with 4 bits in format 'gptq' or 'gptq_v2'",
                    ModelFormatException.quoted(method) + " with " + bits + " bits in format "
                            + ModelFormatException.quoted(format)
                            + "; take the model as published, with GPTQ, or as a GGUF file");
        }
        int groupSize = settings.integer("group_size", -1, 1 << 20).orElse(USUAL.groupSize);
        if (groupSize == 0) {
            throw settings.fault("group_size", "-1 or at least 1", "'0'");
        }
        return new QuantizationConfig(
                groupSize,
                format.equals("gptq"),
                settings.truth("sym").orElse(true),
                settings.truth("desc_act").orElse(false));
    }

    /// The same, with zero points as they turned out to be stored.
    QuantizationConfig withZeroPointsStoredMinusOne(boolean minusOne) {
        return new QuantizationConfig(groupSize, minusOne, symmetric, ordered);
    }
}

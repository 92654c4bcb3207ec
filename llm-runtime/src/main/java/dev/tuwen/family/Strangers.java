package dev.tuwen.family;

import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Says what a model is that is of no known family. Stateless.
final class Strangers {
    /// Later members by `clip.minicpmv_version` of llama.cpp.
    private static final Map<Integer, String> LATER = Map.of(
            2, "MiniCPM-Llama3-V 2.5",
            3, "MiniCPM-V 2.6",
            4, "MiniCPM-o 2.6",
            5, "MiniCPM-V 4.0",
            6, "MiniCPM-V 4.5");

    private static final String LATER_TYPE = "minicpmv";

    private Strangers() {}

    /// Refuses a model by its settings.
    ///
    /// @param known the models that can be run
    static UnsupportedModelException refusal(JsonObject config, String known) {
        String architecture = architecture(config);
        String name = name(config);
        if (name == null) {
            return new UnsupportedModelException(
                    config.file(),
                    known,
                    isRelated(config) && config.has("vision_config")
                            ? "a later MiniCPM-V, of 'vision_config'"
                            : "another model, " + architecture);
        }
        boolean numbered = isRelated(config) && config.has("version");
        return UnsupportedModelException.named(
                config.file(), known, name, numbered ? "version '" + version(config) + "'" : architecture);
    }

    /// What people call a later member; null for any other model.
    private static @Nullable String name(JsonObject config) {
        if (isRelated(config) && config.has("version")) {
            return "MiniCPM-V " + version(config);
        }
        String type = config.text("model_type").orElse("");
        return type.startsWith(LATER_TYPE) && type.length() > LATER_TYPE.length()
                ? "MiniCPM-V " + type.substring(LATER_TYPE.length()).replace('_', '.')
                : null;
    }

    private static boolean isRelated(JsonObject config) {
        String type = config.text("model_type").orElse("");
        return (type + config.texts("architectures")).toLowerCase(Locale.ROOT).contains("minicpm");
    }

    private static String architecture(JsonObject config) {
        List<String> architectures = config.texts("architectures");
        return ModelFormatException.quoted(
                architectures.isEmpty() ? config.text("model_type").orElse("") : String.join(", ", architectures));
    }

    /// The version is written as a number or as a text.
    private static String version(JsonObject config) {
        String version = config.isText("version")
                ? config.text("version").orElse("")
                : String.valueOf(config.number("version", 0, 1e6).orElse(0));
        String quoted = ModelFormatException.quoted(version);
        return quoted.substring(1, quoted.length() - 1);
    }

    /// What a Llama lacks to be one of ours with folded scales.
    private static String llama(GgufModel model) {
        String template = model.metadata().text("tokenizer.chat_template").orElse("");
        if (template.contains("<用户>")) {
            return ", without a head of its own";
        }
        return template.isEmpty() ? ", without a chat template" : ", with another chat template";
    }

    /// Refuses a GGUF file by its keys.
    ///
    /// @param known the models that can be run
    static UnsupportedModelException refusal(GgufModel model, String known) {
        String name = name(model);
        return name == null
                ? new UnsupportedModelException(model.file(), known, described(model))
                : UnsupportedModelException.named(model.file(), known, name, described(model));
    }

    private static String described(GgufModel model) {
        switch (model.metadata().text("general.type").orElse("")) {
            case "imatrix" -> {
                return "a table for quantising (imatrix) and no model";
            }
            case "adapter" -> {
                return "an adapter for another model (LoRA); merge it into that model first";
            }
            default -> {}
        }
        String architecture = "architecture "
                + ModelFormatException.quoted(
                        model.metadata().text("general.architecture").orElse(""));
        if (model.metadata().text("general.architecture").orElse("").equals("llama")) {
            architecture += llama(model);
        }
        return architecture;
    }

    /// What people call a later member; null for any other model.
    private static @Nullable String name(GgufModel model) {
        return model.mmproj()
                .map(mmproj -> mmproj.metadata()
                        .integer("clip.minicpmv_version", 0, Integer.MAX_VALUE)
                        .orElse(0))
                .flatMap(version -> Optional.ofNullable(LATER.get(version)))
                .orElse(null);
    }
}

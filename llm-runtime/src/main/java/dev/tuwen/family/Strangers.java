package dev.tuwen.family;

import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Says what a model is that is of no known family. Stateless.
final class Strangers {
    /// Later members by `clip.minicpmv_version` of llama.cpp.
    private static final Map<Integer, String> LATER = Map.of(
            2, "MiniCPM-Llama3-V 2.5",
            3, "MiniCPM-V 2.6",
            4, "MiniCPM-o 2.6",
            5, "MiniCPM-V 4.0",
            6, "MiniCPM-V 4.5");

    private Strangers() {}

    static String described(JsonObject config) {
        String type = config.text("model_type").orElse("");
        List<String> architectures = config.texts("architectures");
        String architecture =
                ModelFormatException.quoted(architectures.isEmpty() ? type : String.join(", ", architectures));
        boolean related = (type + architectures).toLowerCase(Locale.ROOT).contains("minicpm");
        if (related && config.has("version")) {
            String version = version(config);
            return "a later model, MiniCPM-V " + version + " (version '" + version + "')";
        }
        if (type.startsWith("minicpmv") && type.length() > "minicpmv".length()) {
            String version = type.substring("minicpmv".length()).replace('_', '.');
            return "a later model, MiniCPM-V " + version + " (" + architecture + ")";
        }
        return related && config.has("vision_config")
                ? "a later model of MiniCPM-V with a 'vision_config'"
                : "another model, " + architecture;
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

    static String described(GgufModel model) {
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
        if (model.mmproj().isEmpty()) {
            return architecture;
        }
        GgufFile mmproj = model.mmproj().get();
        int version = mmproj.metadata()
                .integer("clip.minicpmv_version", 0, Integer.MAX_VALUE)
                .orElse(0);
        return LATER.containsKey(version)
                ? "a later model, " + LATER.get(version) + " (" + architecture + ")"
                : architecture;
    }
}

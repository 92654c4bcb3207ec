package dev.tuwen.weights.files;

import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import java.util.Map;
import java.util.TreeMap;

/// Weights that other programs have quantised in ways that are not read here: told by the tensors that go with each.
/// Stateless.
final class OtherQuantisation {
    /// What names of tensors end in, and who writes such.
    private static final Map<String, String> ENDINGS = new TreeMap<>(Map.ofEntries(
            Map.entry(".absmax", "bitsandbytes"),
            Map.entry(".quant_map", "bitsandbytes"),
            Map.entry(".SCB", "bitsandbytes"),
            Map.entry(".weight_packed", "compressed-tensors"),
            Map.entry(".weight_scale", "FP8"),
            Map.entry(".weight_scale_inv", "FP8"),
            Map.entry(".biases", "MLX"),
            Map.entry(".W_q", "HQQ"),
            Map.entry(".codebooks", "AQLM"),
            Map.entry(".SU", "QuIP")));

    private OtherQuantisation() {}

    /// @throws UnsupportedModelException if the weights are of one of these
    static void refuse(TensorSource weights) {
        for (String name : weights.names()) {
            String writer = ENDINGS.get(name.substring(Math.max(0, name.lastIndexOf('.'))));
            if (writer != null) {
                throw new UnsupportedModelException(
                        weights.file(name),
                        "weights as published, by GPTQ with 4 bits, or in a GGUF file",
                        "weights quantised by " + writer + "; take the model in one of those");
            }
        }
    }
}

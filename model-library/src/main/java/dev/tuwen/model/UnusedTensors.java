package dev.tuwen.model;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// Tensors in a model's files that no program reads. What is known to change nothing may stay: by-products of saving,
/// biases that are all zero, the head of a model whose embedding is its head. Anything else is refused by its name, for
/// a model with more layers, with biases or with an adapter would else be run as one without. Stateless.
final class UnusedTensors {
    private static final String HEAD = "lm_head.weight";
    private static final String BIAS = ".bias";
    private static final int LONGEST_BIAS = 1 << 22;
    private static final int SHOWN = 3;

    private UnusedTensors() {}

    /// @throws UnsupportedModelException if there are tensors that may change what is computed
    static void refuse(Checkpoint checkpoint, Optional<VisionConfig> vision) {
        TensorSource weights = checkpoint.weights();
        Set<String> read = read(checkpoint, vision);
        List<String> unknown = weights.names().stream()
                .filter(name -> !read.contains(name) && !weights.isByProduct(name))
                .filter(name -> !(name.equals(HEAD) && checkpoint.decoder().tiedHead()))
                .filter(name -> !isZeroBias(weights, name))
                .toList();
        if (!unknown.isEmpty()) {
            throw new UnsupportedModelException(
                    weights.file(unknown.getFirst()),
                    checkpoint.family().title() + " as its makers published it",
                    described(unknown));
        }
    }

    /// Names of all tensors that are read.
    static Set<String> read(Checkpoint checkpoint, Optional<VisionConfig> vision) {
        Set<String> read = new HashSet<>();
        for (WeightRef weight : checkpoint
                .family()
                .decoder()
                .decoder(checkpoint.decoder(), DType.F32)
                .weightRefs()) {
            read.add(weight.name());
        }
        vision.ifPresent(config -> read.addAll(config.tensorNames(checkpoint.weights())));
        return read;
    }

    private static boolean isZeroBias(TensorSource weights, String name) {
        return name.endsWith(BIAS) && UnfinishedWeights.isZeroVector(weights, name, LONGEST_BIAS);
    }

    private static String described(List<String> unknown) {
        String named =
                unknown.stream().limit(SHOWN).map(ModelFormatException::quoted).collect(Collectors.joining(", "));
        int others = unknown.size() - SHOWN;
        String all = "tensor" + (unknown.size() == 1 ? " " : "s ") + named
                + (others > 0 ? " and " + others + " others" : "");
        boolean adapter = unknown.stream().anyMatch(name -> name.contains("lora_"));
        return adapter
                ? "an adapter that is not merged, " + all + "; merge it into the model first"
                : "also " + all + ", which this program does not know and which may change what is computed";
    }
}

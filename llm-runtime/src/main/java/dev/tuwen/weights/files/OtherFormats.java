package dev.tuwen.weights.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/// What a folder holds instead of a model that is read here, by the names in it. Asked once nothing was found that
/// could be opened. Stateless.
public final class OtherFormats {
    /// What a name ends in, what that stands for, and what to do.
    private record Trace(String ending, String title, String advice) {}

    private static final String PUBLISHED = "take the model as safetensors, 'pytorch_model.bin' or GGUF";
    private static final String AGAIN = "download it to its end";

    private static final List<Trace> TRACES = List.of(
            new Trace("adapter_config.json", "an adapter for another model (LoRA)", "merge it into that model first"),
            new Trace(
                    "adapter_model.safetensors",
                    "an adapter for another model (LoRA)",
                    "merge it into that model first"),
            new Trace("adapter_model.bin", "an adapter for another model (LoRA)", "merge it into that model first"),
            new Trace(".incomplete", "an unfinished download", AGAIN),
            new Trace(".crdownload", "an unfinished download", AGAIN),
            new Trace(".part", "an unfinished download", AGAIN),
            new Trace(".aria2", "an unfinished download", AGAIN),
            new Trace(".download", "an unfinished download", AGAIN),
            new Trace(".onnx", "an ONNX model", PUBLISHED),
            new Trace("openvino_model.xml", "an OpenVINO model", PUBLISHED),
            new Trace(".h5", "a TensorFlow model", PUBLISHED),
            new Trace(".tflite", "a TensorFlow Lite model", PUBLISHED),
            new Trace(".msgpack", "a Flax model", PUBLISHED),
            new Trace(".mlpackage", "a Core ML model", PUBLISHED),
            new Trace(".mlmodelc", "a Core ML model", PUBLISHED),
            new Trace(".engine", "a TensorRT engine", PUBLISHED),
            new Trace(".npz", "weights of MLX or NumPy", PUBLISHED),
            new Trace(".pth", "a PyTorch checkpoint of another kind", PUBLISHED),
            new Trace(".pt", "a PyTorch checkpoint of another kind", PUBLISHED),
            new Trace(".ckpt", "a PyTorch checkpoint of another kind", PUBLISHED),
            new Trace(".ggml", "a ggml file from before GGUF", PUBLISHED),
            new Trace(".part1of2", "a file that was cut in parts", "put them together with 'cat' first"),
            new Trace(".split-a", "a file that was cut in parts", "put them together with 'cat' first"),
            new Trace(".zip", "an archive", "unpack it first"),
            new Trace(".7z", "an archive", "unpack it first"),
            new Trace(".rar", "an archive", "unpack it first"),
            new Trace(".tar.gz", "an archive", "unpack it first"),
            new Trace(".tar", "an archive", "unpack it first"));

    private OtherFormats() {}

    /// What is there and what to do about it, in a clause with the name of the file; empty where nothing is known.
    public static Optional<String> in(Path folder) {
        List<String> names = names(folder);
        for (Trace trace : TRACES) {
            for (String name : names) {
                if (name.toLowerCase(Locale.ROOT).endsWith(trace.ending())) {
                    return Optional.of(trace.title() + ", '" + name + "'; " + trace.advice());
                }
            }
        }
        return names.stream()
                .filter(name -> Files.isRegularFile(folder.resolve(name).resolve("config.json")))
                .findFirst()
                .map(name -> "another folder with a model, '" + name + "'; name that one");
    }

    private static List<String> names(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(name -> !name.startsWith("."))
                    .sorted()
                    .toList();
        } catch (IOException | UncheckedIOException unreadable) {
            return List.of();
        }
    }
}

package dev.tuwen.assistant.bench;

import dev.tuwen.model.OpenOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// What to measure.
///
/// @param subject the model
/// @param options how it is opened; weights of AUTO are kept as stored, or `Q4_0` for random ones
/// @param prompts lengths of prompts; may be empty
/// @param generate tokens to decode after a prompt; 0 for none
/// @param images slices of the picture to encode; 0 for none, empty for one where the model has a vision encoder
public record BenchRequest(
        Subject subject, OpenOptions options, List<Integer> prompts, int generate, OptionalInt images) {
    /// Which model.
    public sealed interface Subject {
        /// One on the disk.
        ///
        /// @param name for people
        /// @param path its folder or file
        record Stored(String name, Path path) implements Subject {}

        /// Random weights.
        ///
        /// @param shape of which model
        record Synthetic(SyntheticShape shape) implements Subject {}
    }

    /// Copies the list.
    public BenchRequest {
        prompts = List.copyOf(prompts);
    }
}

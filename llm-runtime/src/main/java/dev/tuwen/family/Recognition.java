package dev.tuwen.family;

import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonObject;
import java.util.function.Predicate;

/// How a family's models are told from all others.
///
/// @param config says so of a `config.json`
/// @param gguf says so of GGUF files; a vision encoder that is expected may still be missing
public record Recognition(Predicate<JsonObject> config, Predicate<GgufModel> gguf) {}

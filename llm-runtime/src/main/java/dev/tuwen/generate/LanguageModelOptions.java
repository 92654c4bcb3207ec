package dev.tuwen.generate;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.LoadOptions;

/// How a language model is opened.
///
/// @param loading type of the packed matrices, progress and cancellation
/// @param cacheType type of cached keys and values: F32, F16 or Q8_0
/// @param contextLimit maximum of positions of a chat; 0 for as many as the model was trained on
public record LanguageModelOptions(LoadOptions loading, DType cacheType, int contextLimit) {
    /// Everything as stored and in F32: for tests and traces.
    public static LanguageModelOptions exact() {
        return new LanguageModelOptions(LoadOptions.packed(DType.F32), DType.F32, 0);
    }
}

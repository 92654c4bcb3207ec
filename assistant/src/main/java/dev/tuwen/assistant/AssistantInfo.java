package dev.tuwen.assistant;

import dev.tuwen.family.Family;
import dev.tuwen.sampling.SamplingOptions;
import java.util.Optional;

/// What was opened, for whoever shows it.
///
/// @param modelName the folder's or file's name; `demo` for the demo model
/// @param demo whether it is the demo model
/// @param family the model's family
/// @param seesPictures whether pictures may be asked about
/// @param missingMmproj what the file may be called without which a model that could see reads text only
/// @param deviceName the device, as its maker calls it
/// @param threads worker threads of the processor; 0 where another device computes
/// @param backendId `cpu`, `cuda` or `metal`
/// @param weights type the matrices are kept in: `F32`, `F16`, `BF16`, `Q8_0`, `Q4_0`
/// @param weightsChosenForMemory whether less exact weights were taken because exact ones do not fit the memory
/// @param weightBytes memory the weights take
/// @param contextLimit tokens a conversation can hold
/// @param defaults sampling the model's makers recommend
/// @param maximumNewTokens length of an answer that its files ask for
public record AssistantInfo(
        String modelName,
        boolean demo,
        Family family,
        boolean seesPictures,
        Optional<String> missingMmproj,
        String deviceName,
        int threads,
        String backendId,
        String weights,
        boolean weightsChosenForMemory,
        long weightBytes,
        int contextLimit,
        SamplingOptions defaults,
        int maximumNewTokens) {}

package dev.tuwen.app.engine;

import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenProgress;

/// Where the model stands. Immutable.
public sealed interface EngineState {
    /// A model is being opened; the one before may still answer meanwhile.
    ///
    /// @param model which
    /// @param stage what is being done
    /// @param fraction how much is done, 0 to 1; never falls
    record Opening(ModelSpec model, OpenProgress.Stage stage, double fraction) implements EngineState {}

    /// A model answers.
    ///
    /// @param info what was opened
    record Ready(AssistantInfo info) implements EngineState {}

    /// No model answers.
    ///
    /// @param failure why the last one could not be opened
    record Unavailable(RuntimeException failure) implements EngineState {}
}

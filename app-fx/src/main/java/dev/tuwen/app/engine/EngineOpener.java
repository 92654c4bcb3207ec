package dev.tuwen.app.engine;

import dev.tuwen.assistant.AssistantOptions;
import dev.tuwen.assistant.ModelSpec;
import dev.tuwen.assistant.OpenListener;

/// Opens models. Stateless, for any thread.
@FunctionalInterface
public interface EngineOpener {
    /// Opens a model and waits until it is ready; see [dev.tuwen.assistant.Assistant#open] for what can go wrong.
    Engine open(ModelSpec model, AssistantOptions options, OpenListener listener);
}

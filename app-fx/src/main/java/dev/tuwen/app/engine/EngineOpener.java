package dev.tuwen.app.engine;

import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;

/// Opens models. Stateless, for any thread.
@FunctionalInterface
public interface EngineOpener {
    /// Opens a model and waits until it is ready; see [dev.tuwen.assistant.Assistant#open] for what can go wrong.
    Engine open(ModelSpec model, OpenOptions options, OpenListener listener);
}

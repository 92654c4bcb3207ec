package dev.tuwen.app.engine;

import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;

/// Opens models; [Assistant#open] is one. Stateless, for any thread.
@FunctionalInterface
public interface AssistantOpener {
    /// Opens a model and waits until it is ready; see [Assistant#open] for what can go wrong.
    Assistant open(ModelSpec model, OpenOptions options, OpenListener listener);
}

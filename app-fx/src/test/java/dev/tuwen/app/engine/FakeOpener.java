package dev.tuwen.app.engine;

import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Opens fakes: folders called `text…` read text only, `large…` need room, `broken…` cannot be opened.
public final class FakeOpener implements AssistantOpener {
    private static final long LARGE = 8L << 30;

    private final List<FakeAssistant> opened = new ArrayList<>();
    private final Set<String> refused = new HashSet<>();

    /// Opens this one no more.
    public void refuse(String name) {
        refused.add(name);
    }

    /// What was opened, in order.
    public List<FakeAssistant> opened() {
        return opened;
    }

    /// What was opened last.
    public FakeAssistant last() {
        return opened.getLast();
    }

    @Override
    public Assistant open(ModelSpec model, OpenOptions options, OpenListener listener) {
        listener.progress(new OpenProgress(OpenProgress.Stage.READING_FILES, 0.5));
        String name = switch (model) {
            case ModelSpec.Demo() -> "demo";
            case ModelSpec.Folder(Path path) -> String.valueOf(path.getFileName());
        };
        if (name.startsWith("broken") || refused.contains(name)) {
            throw new IllegalStateException("model '" + name + "' is broken");
        }
        var assistant = new FakeAssistant(
                name, name.startsWith("text") ? "text" : "v2", name.startsWith("large") ? LARGE : 1000);
        opened.add(assistant);
        return assistant;
    }
}

package dev.tuwen.app.engine;

import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Opens fakes: folders called `text…` read text only, `large…` need room, `broken…` cannot be opened.
public final class FakeOpener implements EngineOpener {
    private static final long LARGE = 8L << 30;

    private final List<FakeEngine> opened = new ArrayList<>();

    /// What was opened, in order.
    public List<FakeEngine> opened() {
        return opened;
    }

    /// What was opened last.
    public FakeEngine last() {
        return opened.getLast();
    }

    @Override
    public Engine open(ModelSpec model, OpenOptions options, OpenListener listener) {
        listener.progress(new OpenProgress(OpenProgress.Stage.READING_FILES, 0.5));
        String name = switch (model) {
            case ModelSpec.Demo() -> "demo";
            case ModelSpec.Folder(Path path) -> String.valueOf(path.getFileName());
        };
        if (name.startsWith("broken")) {
            throw new IllegalStateException("model '" + name + "' is broken");
        }
        var engine =
                new FakeEngine(name, name.startsWith("text") ? "text" : "v2", name.startsWith("large") ? LARGE : 1000);
        opened.add(engine);
        return engine;
    }
}

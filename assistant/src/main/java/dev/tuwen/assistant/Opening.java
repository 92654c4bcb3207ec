package dev.tuwen.assistant;

import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.library.DemoFolder;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.ModelOpening;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress.Stage;
import dev.tuwen.model.OpenReport;
import dev.tuwen.model.OpenedModel;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// One opening of a model by its name: files, then what [ModelOpening] does with them. Engine thread; used once.
final class Opening {
    private final ModelSpec spec;
    private final OpenOptions options;
    private final Backends.Choice device;
    private final OpenReport progress;

    Opening(ModelSpec spec, OpenOptions options, Backends.Choice device, OpenReport progress) {
        this.spec = spec;
        this.options = options;
        this.device = device;
        this.progress = progress;
    }

    /// What an opening leaves behind; the caller closes the model, then discards the folder.
    record Opened(
            OpenedModel model, AssistantInfo info, @Nullable DemoFolder demoFolder) {}

    Opened run() {
        progress.enter(Stage.READING_FILES);
        DemoFolder demoFolder = null;
        Path path;
        switch (spec) {
            case ModelSpec.Demo() -> {
                demoFolder = DemoFolder.unpack(ModelLibrary.ofUser().home());
                path = demoFolder.path();
            }
            case ModelSpec.Folder(Path folder) -> path = folder;
        }
        boolean done = false;
        try {
            Opened opened = run(path, demoFolder);
            done = true;
            return opened;
        } finally {
            if (!done && demoFolder != null) {
                demoFolder.discard();
            }
        }
    }

    private Opened run(Path path, @Nullable DemoFolder demoFolder) {
        String name = name(path);
        ModelOpening.Opened opened =
                new ModelOpening(name, options, device, progress).open(ModelParts.open(path, name));
        return new Opened(opened.model(), info(opened, name), demoFolder);
    }

    private String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return spec instanceof ModelSpec.Demo ? ModelLibrary.DEMO : last == null ? path.toString() : last.toString();
    }

    private AssistantInfo info(ModelOpening.Opened opened, String name) {
        OpenedModel model = opened.model();
        Device computing = model.device();
        return new AssistantInfo(
                name,
                spec instanceof ModelSpec.Demo,
                model.parts().family(),
                model.vision() != null,
                model.parts().missingMmproj(),
                computing.name(),
                computing.threads(),
                computing.backendId(),
                opened.matrixType().name(),
                opened.smallerForMemory(),
                model.weightBytes(),
                model.language().contextLimit(),
                model.parts().defaults(),
                model.parts().checkpoint().maximumNewTokens());
    }
}

package dev.tuwen.assistant;

import dev.tuwen.assistant.OpenProgress.Stage;
import dev.tuwen.assistant.model.HostMemory;
import dev.tuwen.assistant.model.ModelParts;
import dev.tuwen.assistant.model.OpenedModel;
import dev.tuwen.assistant.model.WeightPlan;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// One opening of a model: files, weight types, device, weights, a first run. Engine thread; used once.
final class Opening {
    private final ModelSpec spec;
    private final AssistantOptions options;
    private final Backends.Choice device;
    private final OpenReport progress;
    private long loadedElements;

    Opening(ModelSpec spec, AssistantOptions options, Backends.Choice device, OpenReport progress) {
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
        ModelParts parts = read(path, name);
        WeightPlan plan;
        WeightPlan.Choice choice;
        Backend backend;
        try {
            plan = new WeightPlan(parts);
            choice = choose(plan, name);
            progress.enter(Stage.PACKING_WEIGHTS);
            backend = device.open(new BackendOptions(options.threads()));
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
        OpenedModel model = load(parts, backend, plan, choice.matrixType(), name);
        try {
            progress.enter(Stage.WARMING_UP);
            warmUp(model);
            progress.finish();
            return new Opened(model, info(model, plan, choice, name), demoFolder);
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private String name(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        return spec instanceof ModelSpec.Demo ? ModelLibrary.DEMO : last == null ? path.toString() : last.toString();
    }

    private static ModelParts read(Path path, String name) {
        try {
            return ModelParts.open(path);
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + name + "' does not fit together: " + e.getMessage(), e);
        }
    }

    private WeightPlan.Choice choose(WeightPlan plan, String name) {
        OptionalLong free = freeBytes();
        DType wanted = wanted();
        if (wanted != null) {
            if (free.isPresent() && plan.weightBytes(wanted) > free.getAsLong()) {
                throw new NotEnoughMemoryException(name, wanted.name(), plan.weightBytes(wanted), free.getAsLong());
            }
            return new WeightPlan.Choice(wanted, false);
        }
        WeightPlan.Choice choice = plan.choose(free, device.device().weightTypes());
        if (choice == null) {
            throw new NotEnoughMemoryException(name, DType.Q4_0.name(), plan.neededBytes(DType.Q4_0), free.orElse(0));
        }
        return choice;
    }

    private @Nullable DType wanted() {
        return switch (options.weights()) {
            case AUTO -> null;
            case F32 -> DType.F32;
            case BF16 -> DType.BF16;
            case Q8_0 -> DType.Q8_0;
            case Q4_0 -> DType.Q4_0;
        };
    }

    private OptionalLong freeBytes() {
        Device.Memory memory = device.device().memory();
        if (memory == Device.Memory.HOST) {
            return OptionalLong.of(HostMemory.now().freeBytes());
        }
        long free = device.device().freeBytes();
        return free > 0 ? OptionalLong.of(free) : OptionalLong.empty();
    }

    private OpenedModel load(
            ModelParts parts, Backend backend, WeightPlan plan, @Nullable DType matrixType, String name) {
        double all = Math.max(1, plan.elements());
        var loading = new LoadOptions(
                matrixType,
                ref -> {
                    loadedElements += ref.elements();
                    progress.advance(loadedElements / all);
                },
                progress::isCancelled);
        try {
            return OpenedModel.load(parts, backend, new LanguageModelOptions(loading, plan.cacheType(matrixType), 0));
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + name + "' does not fit together: " + e.getMessage(), e);
        }
    }

    /// Runs every kind of program once on next to nothing, so that kernels are compiled before the first question.
    private void warmUp(OpenedModel model) {
        var cancellation = new Cancellation();
        if (model.vision() != null) {
            int patch = model.vision().config().tower().patch();
            var bitmap = new Bitmap(2 * patch, 2 * patch, new byte[4 * patch * patch * Bitmap.CHANNELS]);
            model.vision().encode(new PatchLayout(patch).patches(bitmap), cancellation);
            progress.advance(0.5);
            progress.check();
        }
        try (var session = new ChatSession(model.language(), model.parts().prompts())) {
            session.addQuestion("?", List.of());
            session.generate(SamplingOptions.GREEDY, 2, event -> {}, cancellation);
        }
        progress.check();
    }

    private AssistantInfo info(OpenedModel model, WeightPlan plan, WeightPlan.Choice choice, String name) {
        DType type = choice.matrixType() == null ? plan.storedType() : choice.matrixType();
        return new AssistantInfo(
                name,
                spec instanceof ModelSpec.Demo,
                switch (model.parts().kind()) {
                    case TEXT -> Family.TEXT;
                    case VISION_1 -> Family.V1;
                    case VISION_2 -> Family.V2;
                },
                model.vision() != null,
                device.device().name(),
                device.device().backendId(),
                type.name(),
                choice.smallerForMemory(),
                model.weightBytes(),
                model.language().contextLimit(),
                model.parts().defaults());
    }
}

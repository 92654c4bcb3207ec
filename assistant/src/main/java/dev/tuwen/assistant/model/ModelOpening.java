package dev.tuwen.assistant.model;

import dev.tuwen.assistant.AssistantOptions;
import dev.tuwen.assistant.CachePrecision;
import dev.tuwen.assistant.ModelUnusableException;
import dev.tuwen.assistant.NotEnoughMemoryException;
import dev.tuwen.assistant.OpenProgress.Stage;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.UnsupportedDeviceException;
import dev.tuwen.generate.ChatSession;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.PatchLayout;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Brings the files of a model to a device: weight types, weights, a first run. Engine thread; used once.
public final class ModelOpening {
    /// About how long kernels are warmed; a large model's first pass may take longer and is then the only one.
    private static final long WARM_UP_NANOS = 1_500_000_000;

    /// How long a rehearsal is waited for; a first pass of the whole model on kernels that are not compiled takes
    /// longer.
    private static final long REHEARSAL_NANOS = 2_500_000_000L;

    /// A pass that takes more than this part of the fastest before it says that there is little left to gain.
    static final double SETTLED = 0.8;

    /// Patches of the warming picture, across and down: enough rows for the tiles that a real picture is computed in.
    private static final int WARM_UP_PATCHES = 6;

    private static final int WARM_UP_TOKENS = 4;

    /// Weights from which on packing takes seconds.
    private static final long REHEARSED_ELEMENTS = 500_000_000;

    /// A context in which a sentence fits, whatever the vocabulary.
    private static final int ROOMY_CONTEXT = 256;

    private final String name;
    private final AssistantOptions options;
    private final Backends.Choice device;
    private final OpenReport progress;
    private long loadedElements;
    /// Whether kernels were compiled while weights were packed.
    private boolean rehearsed;

    /// @param name of the model, for messages
    /// @param options where and how
    /// @param device chosen for them
    /// @param progress told how far it is
    public ModelOpening(String name, AssistantOptions options, Backends.Choice device, OpenReport progress) {
        this.name = name;
        this.options = options;
        this.device = device;
        this.progress = progress;
    }

    /// What an opening leaves behind.
    ///
    /// @param model closed by the caller
    /// @param matrixType type most matrices are kept in
    /// @param packedType type the decoder's matrices were packed in, or null for as stored
    /// @param cacheType type of cached keys and values
    /// @param smallerForMemory whether more exact weights would not have fitted
    public record Opened(
            OpenedModel model,
            DType matrixType,
            @Nullable DType packedType,
            DType cacheType,
            boolean smallerForMemory) {}

    /// Opens a model.
    ///
    /// @param parts the files; closed with the model, also when this fails
    public Opened open(ModelParts parts) {
        WeightPlan plan;
        WeightPlan.Choice choice;
        Backend backend;
        try {
            plan = new WeightPlan(parts);
            choice = choose(plan);
            checkCache();
            progress.enter(Stage.PACKING_WEIGHTS);
            backend = device.open(new BackendOptions(options.threads()));
        } catch (RuntimeException | Error e) {
            parts.close();
            throw e;
        }
        DType matrixType = choice.matrixType();
        OpenedModel model = load(parts, backend, plan, matrixType);
        try {
            if (!rehearsed) {
                progress.enter(Stage.WARMING_UP);
                warmUp(model);
            }
            progress.finish();
            return new Opened(
                    model,
                    matrixType == null ? plan.storedType() : matrixType,
                    matrixType,
                    cacheType(plan, matrixType),
                    choice.smallerForMemory());
        } catch (RuntimeException | Error e) {
            model.close();
            throw e;
        }
    }

    private WeightPlan.Choice choose(WeightPlan plan) {
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

    private void checkCache() {
        if (options.cache() == CachePrecision.Q8_0
                && !device.device().backendId().equals("cpu")) {
            throw new UnsupportedDeviceException(
                    "8-bit keys and values are for the processor, not for '"
                            + device.device().name() + "'; choose f16, or the device cpu",
                    null);
        }
    }

    private DType cacheType(WeightPlan plan, @Nullable DType matrixType) {
        return switch (options.cache()) {
            case AUTO -> plan.cacheType(matrixType);
            case F16 -> DType.F16;
            case Q8_0 -> DType.Q8_0;
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

    private OpenedModel load(ModelParts parts, Backend backend, WeightPlan plan, @Nullable DType matrixType) {
        double all = Math.max(1, plan.elements());
        var loading = new LoadOptions(
                matrixType,
                ref -> {
                    loadedElements += ref.elements();
                    progress.advance(loadedElements / all);
                },
                progress::isCancelled);
        try {
            var decoding = new LanguageModelOptions(loading, cacheType(plan, matrixType), 0);
            DType visionType = plan.visionType(matrixType);
            if (!isRehearsed(plan)) {
                return OpenedModel.load(parts, backend, decoding, visionType);
            }
            try (KernelRehearsal rehearsal = KernelRehearsal.begin(device, parts, decoding, visionType)) {
                OpenedModel model = OpenedModel.load(parts, backend, decoding, visionType);
                try {
                    progress.enter(Stage.WARMING_UP);
                    rehearsed = rehearsal.settles(REHEARSAL_NANOS, progress);
                } catch (RuntimeException | Error e) {
                    model.close();
                    throw e;
                }
                return model;
            }
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + name + "' does not fit together: " + e.getMessage(), e);
        }
    }

    /// Whether compiling kernels takes a good part of what packing takes.
    private boolean isRehearsed(WeightPlan plan) {
        return device.device().backendId().equals("cpu") && plan.elements() >= REHEARSED_ELEMENTS;
    }

    /// Runs every kind of program on next to nothing, so that kernels are compiled before the first question: until it
    /// does not get faster any more, or for about as long as a person does not mind. Left out where a rehearsal did it.
    private void warmUp(OpenedModel model) {
        long start = System.nanoTime();
        long fastest = Long.MAX_VALUE;
        while (true) {
            long before = System.nanoTime();
            warmUpOnce(model);
            long now = System.nanoTime();
            progress.advance(Math.clamp((double) (now - start) / WARM_UP_NANOS, 0, 1));
            progress.check();
            if (now - start > WARM_UP_NANOS || now - before > SETTLED * fastest) {
                return;
            }
            fastest = Math.min(fastest, now - before);
        }
    }

    /// Looks at a small black picture.
    static void look(VisionModel vision, Cancellation cancellation) {
        int patch = vision.config().tower().patch();
        int side = WARM_UP_PATCHES * patch;
        var bitmap = new Bitmap(side, side, new byte[side * side * Bitmap.CHANNELS]);
        vision.encode(new PatchLayout(patch).patches(bitmap), cancellation);
    }

    private static void warmUpOnce(OpenedModel model) {
        var cancellation = new Cancellation();
        if (model.vision() != null) {
            look(model.vision(), cancellation);
        }
        try (var session = new ChatSession(model.language(), model.parts().prompts())) {
            boolean roomy = model.language().contextLimit() >= ROOMY_CONTEXT;
            session.addQuestion(roomy ? "What is in the picture? 图片里有什么?" : "?", List.of());
            session.generate(SamplingOptions.GREEDY, WARM_UP_TOKENS, event -> {}, cancellation);
        }
    }
}

package dev.tuwen.model;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.UnsupportedDeviceException;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.model.OpenProgress.Stage;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/// Brings the files of a model to a device: weight types, then weights. Engine thread; used once.
public final class ModelOpening {
    private final String name;
    private final OpenOptions options;
    private final Backends.Choice device;
    private final OpenReport progress;
    private long loadedElements;

    /// @param name of the model, for messages
    /// @param options where and how
    /// @param device chosen for them
    /// @param progress told how far it is
    public ModelOpening(String name, OpenOptions options, Backends.Choice device, OpenReport progress) {
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
        progress.finish();
        return new Opened(
                model,
                matrixType == null ? plan.storedType() : matrixType,
                matrixType,
                cacheType(plan, matrixType),
                choice.smallerForMemory());
    }

    private WeightPlan.Choice choose(WeightPlan plan) {
        OptionalLong free = WeightPlan.freeBytes(device.device());
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
            return OpenedModel.load(parts, backend, decoding, plan.visionType(matrixType));
        } catch (IllegalArgumentException e) {
            throw new ModelUnusableException("model '" + name + "' does not fit together: " + e.getMessage(), e);
        }
    }
}

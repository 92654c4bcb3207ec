package dev.tuwen.cli;

import dev.tuwen.assistant.Assistant;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import dev.tuwen.model.WeightPrecision;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Options of every command that opens a model.
final class ModelOptions {
    @Option(
            names = "--model",
            paramLabel = "DIR|FILE|NAME",
            description =
                    "Folder or file of a model, or the name of an installed one (default: what 'tuwen models default'"
                            + " says, else demo).")
    private @Nullable String model;

    @Mixin
    private DeviceOptions device = new DeviceOptions("auto");

    @Option(
            names = "--weights",
            paramLabel = "auto|f32|bf16|q8_0|q4_0",
            converter = Precision.class,
            description = "How weights are kept in memory; auto takes the most exact that fits (default: auto).")
    private WeightPrecision weights = WeightPrecision.AUTO;

    @Mixin
    private CacheOption cache = new CacheOption();

    ModelOptions() {}

    /// Opens the model, with progress for a person; the caller closes it.
    Assistant open(Terminal terminal, Interruption interruption) {
        String wanted = model == null ? ModelLibrary.ofUser().defaultModel() : model;
        return open(wanted, terminal, interruption);
    }

    /// Opens a model with the other options.
    Assistant open(String wanted, Terminal terminal, Interruption interruption) {
        var listener = new OpenListener() {
            @Override
            public void progress(OpenProgress progress) {
                terminal.progress(String.format(
                        Locale.ROOT, "%s … %d %%", stage(progress.stage()), Math.round(100 * progress.fraction())));
            }

            @Override
            public boolean cancelled() {
                return interruption.isInterrupted();
            }
        };
        Assistant assistant = Assistant.open(
                ModelLibrary.ofUser().resolve(wanted),
                new OpenOptions(device.name(), weights, device.threads(), cache.precision()),
                listener);
        terminal.clearProgress();
        if (assistant.info().weightsChosenForMemory()) {
            terminal.complain("tuwen: weights are kept as " + assistant.info().weights()
                    + " because more exact ones do not fit the free memory");
        }
        return assistant;
    }

    private static String stage(OpenProgress.Stage stage) {
        return switch (stage) {
            case FINDING_DEVICE -> "finding a device";
            case READING_FILES -> "reading the model's files";
            case PACKING_WEIGHTS -> "packing weights";
        };
    }

    /// One of the known precisions.
    static final class Precision implements ITypeConverter<WeightPrecision> {
        Precision() {}

        @Override
        public WeightPrecision convert(String value) {
            return EnumOption.named(value, WeightPrecision.values());
        }
    }
}

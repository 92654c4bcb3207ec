package dev.tuwen.cli;

import dev.tuwen.assistant.bench.BenchRequest;
import dev.tuwen.assistant.bench.BenchRequest.Subject;
import dev.tuwen.assistant.bench.BenchResult;
import dev.tuwen.assistant.bench.Benchmark;
import dev.tuwen.assistant.bench.SyntheticShape;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.WeightPrecision;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// `tuwen bench`: how fast a model is on this machine.
@Command(
        mixinStandardHelpOptions = true,
        footer = {
            "",
            "Each figure is the median of several repetitions after a warm-up, with the smallest and the largest;",
            "loading and the first answer, of a process that has not computed before, happen once."
        })
final class BenchCommand implements Callable<Integer> {
    private static final List<Integer> USUAL_PROMPTS = List.of(128, 512);

    private final Terminal terminal;
    private final Interruption interruption;

    @ArgGroup
    private @Nullable Model model;

    @Option(
            names = "--type",
            paramLabel = "q4_0|q8_0|bf16",
            converter = MatrixType.class,
            description = "How matrices are kept (default: as stored; q4_0 for random weights).")
    private WeightPrecision type = WeightPrecision.AUTO;

    @Option(
            names = "--prompt",
            paramLabel = "N",
            converter = AnswerOptions.TokenCount.class,
            description = "Prefill of so many tokens; may be given several times (default: 128 and 512).")
    private List<Integer> prompts = new ArrayList<>();

    @Option(
            names = "--generate",
            paramLabel = "N",
            converter = AnswerOptions.Count.class,
            description =
                    "Decode of so many tokens after the first of the prompts, greedily and with the model's own sampling;"
                            + " 0 for none (default: ${DEFAULT-VALUE}).")
    private int generate = 32;

    @Option(
            names = "--image",
            paramLabel = "N",
            converter = AnswerOptions.Count.class,
            description = "Encodes a picture of so many square slices, and its overview when there are several;"
                    + " 0 for none (default: 1 if the model has a vision encoder).")
    private @Nullable Integer images;

    @Mixin
    private CacheOption cache = new CacheOption();

    @Mixin
    private DeviceOptions device = new DeviceOptions("auto");

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    BenchCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    /// What is measured: one of these.
    static final class Model {
        @Option(
                names = "--model",
                paramLabel = "DIR|FILE|NAME",
                description = "Folder or file of a model, or the name of an installed one (default: demo).")
        private @Nullable String stored;

        @Option(
                names = "--synthetic",
                paramLabel = "minicpm-2b|minicpm-v-2",
                converter = Shape.class,
                description = "Random weights in the full shapes of a model: needs no files.")
        private @Nullable SyntheticShape synthetic;

        Model() {}
    }

    @Override
    public Integer call() {
        var cancellation = new Cancellation();
        interruption.onInterrupt(cancellation::cancel);
        try {
            BenchResult result = Benchmark.run(request(), step -> terminal.progress(step + " …"), cancellation);
            terminal.clearProgress();
            terminal.println(json ? Json.pretty(BenchReport.object(result)) : BenchReport.text(result));
            return Main.DONE;
        } finally {
            interruption.onInterrupt(null);
            terminal.clearProgress();
        }
    }

    private BenchRequest request() {
        return new BenchRequest(
                subject(),
                new OpenOptions(device.name(), type, device.threads(), cache.precision()),
                prompts.isEmpty() ? USUAL_PROMPTS : prompts,
                generate,
                images == null ? OptionalInt.empty() : OptionalInt.of(images));
    }

    private Subject subject() {
        Model given = model;
        if (given != null && given.synthetic != null) {
            return new Subject.Synthetic(given.synthetic);
        }
        String wanted = given == null || given.stored == null ? ModelLibrary.DEMO : given.stored;
        ModelLibrary library = ModelLibrary.ofUser();
        var path = library.locate(library.resolve(wanted));
        var last = path.toAbsolutePath().normalize().getFileName();
        return new Subject.Stored(
                wanted.equals(ModelLibrary.DEMO) ? wanted : last == null ? path.toString() : last.toString(), path);
    }

    /// One of the types a matrix can be kept in.
    static final class MatrixType implements ITypeConverter<WeightPrecision> {
        MatrixType() {}

        @Override
        public WeightPrecision convert(String value) {
            return switch (value.toLowerCase(Locale.ROOT)) {
                case "q4_0" -> WeightPrecision.Q4_0;
                case "q8_0" -> WeightPrecision.Q8_0;
                case "bf16" -> WeightPrecision.BF16;
                default -> throw new TypeConversionException("'" + value + "' is none of q4_0, q8_0, bf16");
            };
        }
    }

    /// One of the known shapes.
    static final class Shape implements ITypeConverter<SyntheticShape> {
        Shape() {}

        @Override
        public SyntheticShape convert(String value) {
            return Arrays.stream(SyntheticShape.values())
                    .filter(shape -> shape.id().equalsIgnoreCase(value))
                    .findFirst()
                    .orElseThrow(
                            () -> new TypeConversionException("'" + value + "' is none of minicpm-2b, minicpm-v-2"));
        }
    }
}

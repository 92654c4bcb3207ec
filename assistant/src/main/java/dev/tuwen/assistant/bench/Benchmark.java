package dev.tuwen.assistant.bench;

import dev.tuwen.assistant.bench.BenchRequest.Subject;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.DeviceLimits;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.generate.GenerationTimer;
import dev.tuwen.model.ModelOpening;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import dev.tuwen.model.OpenReport;
import dev.tuwen.model.OpenedModel;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.WeightPrecision;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.vision.EncodingProgress;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Measures a model: how long it takes to be ready, the first answer of the process, then prefill, decode and the
/// vision encoder, each several times after a warm-up, in turns so that a slow minute of the machine touches all of
/// them. Any thread; used once.
public final class Benchmark {
    private static final int FIRST_PROMPT = 32;
    private static final int FIRST_ANSWER = 16;
    /// Positions before the tokens whose decode is timed where no prompt is: keys and values of a short chat.
    private static final int SHORT_PROMPT = 32;

    /// What a longer prompt needs is warm by then.
    private static final int LONGEST_WARM_UP = 512;

    private static final int MAXIMUM_REPETITIONS = 5;
    private static final int MINIMUM_REPETITIONS = 3;
    private static final int LIMIT_REPETITIONS = 3;
    private static final double NANOS = 1e-9;

    /// Repetitions of one quantity end when they took as long.
    private static final double ENOUGH_SECONDS = 12;

    /// Even the minimum is not made when it takes longer.
    private static final double TOO_MANY_SECONDS = 30;

    private final BenchRequest request;
    private final Backends.Choice device;
    private final Consumer<String> progress;
    private final Cancellation cancellation;

    private Benchmark(
            BenchRequest request, Backends.Choice device, Consumer<String> progress, Cancellation cancellation) {
        this.request = request;
        this.device = device;
        this.progress = progress;
        this.cancellation = cancellation;
    }

    /// Measures.
    ///
    /// @param progress told what is being done, on another thread
    /// @param cancellation ends it early, with a [java.util.concurrent.CancellationException]
    /// @throws BenchMistakeException if the request does not fit the model
    /// @throws PicturesNotSupportedException if a model without a vision encoder is to look at a picture
    /// @throws dev.tuwen.model.ModelException if the model is not there, incomplete or too large
    /// @throws dev.tuwen.weights.ModelFormatException if a file of the model is damaged
    public static BenchResult run(BenchRequest request, Consumer<String> progress, Cancellation cancellation) {
        return run(request, Backends.choose(request.options().device()), progress, cancellation);
    }

    /// Measures on a device that was chosen, such as a test's own.
    static BenchResult run(
            BenchRequest request, Backends.Choice device, Consumer<String> progress, Cancellation cancellation) {
        var benchmark = new Benchmark(request, device, progress, cancellation);
        try (var engine = new EngineThread("tuwen-bench")) {
            return engine.submit(benchmark::run).join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case Error error -> throw error;
                case null, default -> throw e;
            }
        }
    }

    private BenchResult run() {
        long start = System.nanoTime();
        Prepared prepared = prepare(start);
        try {
            check(prepared.parts);
        } catch (RuntimeException e) {
            prepared.parts.close();
            throw e;
        }
        var report = new OpenReport(listener());
        report.enter(OpenProgress.Stage.READING_FILES);
        OpenOptions options = request.options().withWeights(prepared.weights);
        ModelOpening.Opened opened = new ModelOpening(prepared.name, options, device, report).open(prepared.parts);
        double loadSeconds = (System.nanoTime() - prepared.startNanos) * NANOS - prepared.drawingSeconds();
        try (OpenedModel model = opened.model()) {
            return measure(opened, model, prepared.name, Spread.once(Math.max(0, loadSeconds)));
        }
    }

    /// A model's files, opened.
    ///
    /// @param startNanos when loading began
    /// @param synthetic what was drawn at random, or null
    private record Prepared(
            String name,
            ModelParts parts,
            WeightPrecision weights,
            long startNanos,
            @Nullable SyntheticWeights synthetic) {
        double drawingSeconds() {
            return synthetic == null ? 0 : synthetic.drawingNanos() * NANOS;
        }
    }

    private Prepared prepare(long start) {
        progress.accept("reading the model's files");
        return switch (request.subject()) {
            case Subject.Stored(var name, var path) ->
                new Prepared(
                        name, ModelParts.open(path, name), request.options().weights(), start, null);
            case Subject.Synthetic(var shape) -> {
                SyntheticModel model = SyntheticModel.of(shape, drawnType());
                // What is drawn is drawn in the type wanted, so that it is loaded as stored.
                yield new Prepared(
                        shape.id() + " (random)",
                        model.parts(),
                        WeightPrecision.AUTO,
                        System.nanoTime(),
                        model.weights());
            }
        };
    }

    private DType drawnType() {
        return switch (request.options().weights()) {
            case AUTO, Q4_0 -> DType.Q4_0;
            case Q8_0 -> DType.Q8_0;
            case BF16 -> DType.BF16;
            case F32 -> DType.F32;
        };
    }

    private void check(ModelParts parts) {
        int limit = parts.decoder().contextLimit();
        for (int tokens : request.prompts()) {
            if (tokens < 1 || tokens + (long) request.generate() > limit) {
                throw new BenchMistakeException("a prompt of " + tokens + " tokens and " + request.generate()
                        + " more do not fit the model's " + limit + " positions");
            }
        }
        int images = request.images().orElse(0);
        if (images > 0 && parts.vision().isEmpty()) {
            throw PicturesNotSupportedException.of(parts);
        }
        parts.vision().ifPresent(vision -> BenchPicture.size(vision.slicing(), Math.max(1, images)));
    }

    private OpenListener listener() {
        return new OpenListener() {
            @Override
            public void progress(OpenProgress step) {
                progress.accept("loading the model … " + Math.round(100 * step.fraction()) + " %");
            }

            @Override
            public boolean cancelled() {
                return cancellation.isCancelled();
            }
        };
    }

    private BenchResult measure(ModelOpening.Opened opened, OpenedModel model, String name, Spread loadSeconds) {
        ModelParts parts = model.parts();
        var workload = new Workload(parts, opened.packedType(), opened.cacheType());
        var prefilled = new LinkedHashMap<Integer, List<Double>>();
        var decoded = new ArrayList<Double>();
        var sampled = new ArrayList<Double>();
        var resident = new ArrayList<Double>();
        var limits = new ArrayList<DeviceLimits>();
        BenchResult.FirstAnswer first;
        List<Integer> prompts = request.prompts().isEmpty()
                ? List.of(SHORT_PROMPT)
                : request.prompts().stream().distinct().toList();
        int decodeAfter = prompts.getFirst();
        try (var timer = new GenerationTimer(model.language())) {
            first = firstAnswer(timer, parts);
            for (int tokens : prompts) {
                progress.accept("warming up with " + tokens + " tokens");
                timer.prefill(ids(parts, Math.min(tokens, LONGEST_WARM_UP)), cancellation);
            }
            measureLimits(model, limits);
            for (int round = 1; round <= MAXIMUM_REPETITIONS; round++) {
                for (int tokens : prompts) {
                    List<Double> times = prefilled.computeIfAbsent(tokens, key -> new ArrayList<>());
                    boolean decodes = tokens == decodeAfter && request.generate() > 0 && isWanted(decoded);
                    if (decodes || isWanted(times)) {
                        progress.accept("prefill of " + tokens + " tokens"
                                + (decodes ? ", decode of " + request.generate() : "") + ", round " + round);
                        times.add(timer.prefill(ids(parts, tokens), cancellation));
                    }
                    if (decodes) {
                        decoded.add(timer.decode(request.generate(), SamplingOptions.GREEDY, cancellation));
                        sampled.add(timer.decode(request.generate(), parts.defaults(), cancellation));
                    }
                }
                ResidentMemory.now().ifPresent(bytes -> resident.add((double) bytes));
            }
        }
        Optional<BenchResult.Vision> vision = vision(model, resident);
        measureLimits(model, limits);
        return new BenchResult(
                device.device().name(),
                model.threads(),
                name + ", " + opened.matrixType(),
                loadSeconds,
                request.prompts().isEmpty() ? List.of() : prefill(prefilled, workload),
                decode(decoded, workload, decodeAfter),
                decode(sampled, workload, decodeAfter),
                vision,
                first,
                resident.isEmpty() ? Optional.empty() : Optional.of(Spread.of(resident)),
                machine(limits));
    }

    /// Nothing ran before this but what the product itself does when it opens a model.
    private BenchResult.FirstAnswer firstAnswer(GenerationTimer timer, ModelParts parts) {
        progress.accept("giving the first answer");
        int limit = parts.decoder().contextLimit();
        int answer = Math.min(FIRST_ANSWER, Math.max(1, limit / 2 - 1));
        int question = Math.clamp(limit - answer, 1, FIRST_PROMPT);
        double prefill = timer.prefill(ids(parts, question), cancellation);
        double decode = timer.decode(answer, SamplingOptions.GREEDY, cancellation);
        return new BenchResult.FirstAnswer(question, Spread.once(prefill), Spread.once(answer / decode));
    }

    private static boolean isWanted(List<Double> seconds) {
        double spent = seconds.stream().mapToDouble(Double::doubleValue).sum();
        double limit = seconds.size() < MINIMUM_REPETITIONS ? TOO_MANY_SECONDS : ENOUGH_SECONDS;
        return seconds.isEmpty() || spent < limit;
    }

    /// Different tokens, spread over the vocabulary.
    private static int[] ids(ModelParts parts, int count) {
        int vocabulary = parts.decoder().vocabularySize();
        int[] ids = new int[count];
        for (int i = 0; i < count; i++) {
            ids[i] = (int) ((300 + i * 7919L) % vocabulary);
        }
        return ids;
    }

    private Optional<BenchResult.Vision> vision(OpenedModel model, List<Double> resident) {
        VisionModel encoder = model.vision();
        int images = request.images().orElse(1);
        if (encoder == null || images == 0) {
            return Optional.empty();
        }
        Bitmap picture = BenchPicture.of(encoder.config().slicing(), images);
        progress.accept("warming up with a picture");
        Bitmap oneSlice = BenchPicture.of(encoder.config().slicing(), 1);
        encodeSeconds(encoder, oneSlice, EncodingProgress.SILENT);
        var slices = encoder.preprocessor()
                .prepare(picture, cancellation::isCancelled)
                .pictures();
        var seconds = new ArrayList<Double>();
        var oneSliceSeconds = new ArrayList<Double>();
        while (seconds.size() < MAXIMUM_REPETITIONS && isWanted(seconds)) {
            int round = seconds.size() + 1;
            if (slices.size() > 1) {
                oneSliceSeconds.add(encodeSeconds(encoder, oneSlice, EncodingProgress.SILENT));
            }
            seconds.add(encodeSeconds(
                    encoder,
                    picture,
                    (done, total) ->
                            progress.accept("vision encoder, " + done + " of " + total + " slices, round " + round)));
            ResidentMemory.now().ifPresent(bytes -> resident.add((double) bytes));
        }
        double multiplyAdds = slices.stream()
                .mapToDouble(slice -> Workload.visionMultiplyAdds(encoder.config(), slice.width(), slice.height()))
                .sum();
        Spread spread = Spread.of(seconds);
        return Optional.of(new BenchResult.Vision(
                spread,
                slices.size(),
                oneSliceSeconds.isEmpty() ? Optional.empty() : Optional.of(Spread.of(oneSliceSeconds)),
                spread.under(multiplyAdds * NANOS)));
    }

    private double encodeSeconds(VisionModel encoder, Bitmap picture, EncodingProgress told) {
        long start = System.nanoTime();
        encoder.encode(picture, told, cancellation);
        return (System.nanoTime() - start) * NANOS;
    }

    private void measureLimits(OpenedModel model, List<DeviceLimits> limits) {
        progress.accept("measuring the machine");
        cancellation.check();
        model.measureLimits(LIMIT_REPETITIONS).ifPresent(limits::add);
    }

    private static List<BenchResult.Prefill> prefill(Map<Integer, List<Double>> secondsByLength, Workload workload) {
        var results = new ArrayList<BenchResult.Prefill>();
        secondsByLength.forEach((tokens, times) -> {
            Spread seconds = Spread.of(times);
            results.add(new BenchResult.Prefill(
                    tokens, seconds.under(tokens), seconds.under(workload.prefillMultiplyAdds(tokens) * NANOS)));
        });
        return results;
    }

    private Optional<BenchResult.Decode> decode(List<Double> times, Workload workload, int past) {
        if (times.isEmpty()) {
            return Optional.empty();
        }
        Spread seconds = Spread.of(times);
        return Optional.of(new BenchResult.Decode(
                seconds.under(request.generate()),
                seconds.under(workload.decodeBytes(past, request.generate()) * NANOS)));
    }

    private static Optional<BenchResult.Machine> machine(List<DeviceLimits> limits) {
        List<Double> read = limits.stream()
                .flatMap(limit -> limit.readGigabytesPerSecond().stream())
                .toList();
        List<Double> gmacs =
                limits.stream().flatMap(limit -> limit.fp32Gmacs().stream()).toList();
        return read.isEmpty() || gmacs.isEmpty()
                ? Optional.empty()
                : Optional.of(new BenchResult.Machine(Spread.of(read), Spread.of(gmacs)));
    }
}

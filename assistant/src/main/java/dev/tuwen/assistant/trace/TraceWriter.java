package dev.tuwen.assistant.trace;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.filetype.FileFailure;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.generate.Prompt;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.NotEnoughMemoryException;
import dev.tuwen.model.OpenedModel;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.WeightPlan;
import dev.tuwen.vision.PreparedImage;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.VisionPreprocessor;
import dev.tuwen.vision.image.Completeness;
import dev.tuwen.vision.image.DecodedImage;
import dev.tuwen.vision.image.ImageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.concurrent.CompletionException;
import tools.jackson.databind.json.JsonMapper;

/// Computes in F32 what each stage of a model makes of a prompt, and writes it: `trace.json` and `trace.safetensors`.
/// Follows the reference where the application does not: a picture is taken as it is stored, markers in a prompt are
/// markers. Any thread; used once.
public final class TraceWriter {
    /// Name of the file with prompt, tokens and text.
    public static final String JSON = "trace.json";

    /// Name of the file with the arrays.
    public static final String ARRAYS = "trace.safetensors";

    private final TraceRequest request;
    private final Backends.Choice device;
    private final Cancellation cancellation;
    private Completeness completeness = Completeness.WHOLE;

    private TraceWriter(TraceRequest request, Backends.Choice device, Cancellation cancellation) {
        this.request = request;
        this.device = device;
        this.cancellation = cancellation;
    }

    /// Makes a trace.
    ///
    /// @param request what to trace
    /// @param cancellation ends it early, with a [java.util.concurrent.CancellationException]
    /// @return how much of the picture its file still held
    /// @throws TraceMistakeException if the request does not fit the model
    /// @throws PicturesNotSupportedException if a picture is given to a model without a vision encoder
    /// @throws NotEnoughMemoryException if the weights do not fit in F32
    public static Completeness write(TraceRequest request, Cancellation cancellation) {
        return write(request, Backends.choose(request.device()), cancellation);
    }

    /// Makes a trace on a device that was chosen, such as a test's own.
    static Completeness write(TraceRequest request, Backends.Choice device, Cancellation cancellation) {
        var writer = new TraceWriter(request, device, cancellation);
        try (var engine = new EngineThread("tuwen-trace")) {
            return engine.submit(() -> {
                        writer.run();
                        return writer.completeness;
                    })
                    .join();
        } catch (CompletionException e) {
            switch (e.getCause()) {
                case RuntimeException failure -> throw failure;
                case IOException failure ->
                    throw new TraceMistakeException(
                            "cannot write to '" + request.out() + "': " + FileFailure.reason(failure), failure);
                case null, default -> throw e;
            }
        }
    }

    private void run() throws IOException {
        ModelParts parts = open();
        Optional<PreparedImage> prepared;
        TraceInput input;
        Backend backend;
        try {
            prepared = request.image().map(image -> prepare(image, parts));
            Optional<String> placeholder = prepared.map(p -> p.plan()
                    .placeholder(
                            parts.vision().orElseThrow().marks(),
                            parts.vision().orElseThrow().queries()));
            input = TraceInput.of(request.prompt(), parts, prepared, placeholder);
            checkLength(input, parts);
            checkMemory(parts);
            Files.createDirectories(request.out());
            backend = device.open(new BackendOptions(request.threads()));
        } catch (RuntimeException | IOException | Error e) {
            parts.close();
            throw e;
        }
        try (OpenedModel model = load(parts, backend);
                var arrays = new ArrayFile(request.out())) {
            List<EmbeddingRows> features = prepared.isEmpty() ? List.of() : see(model, prepared.get(), arrays);
            Generator.Trace trace = read(model, input, features, arrays);
            arrays.writeTo(request.out().resolve(ARRAYS));
            String json = JsonMapper.shared()
                    .writerWithDefaultPrettyPrinter()
                    .writeValueAsString(TraceSummary.of(parts, input, prepared, trace.tokens()));
            Files.write(request.out().resolve(JSON), json.getBytes(StandardCharsets.UTF_8));
        }
    }

    private ModelParts open() {
        try {
            return ModelParts.open(request.model());
        } catch (IllegalArgumentException e) {
            throw contradiction(e);
        }
    }

    private OpenedModel load(ModelParts parts, Backend backend) {
        try {
            return OpenedModel.load(parts, backend, LanguageModelOptions.exact(), DType.F32);
        } catch (IllegalArgumentException e) {
            throw contradiction(e);
        }
    }

    private TraceMistakeException contradiction(IllegalArgumentException e) {
        return new TraceMistakeException("model '" + request.model() + "' does not fit together: " + e.getMessage(), e);
    }

    private PreparedImage prepare(Path image, ModelParts parts) {
        if (parts.vision().isEmpty()) {
            throw PicturesNotSupportedException.of(parts);
        }
        DecodedImage decoded = ImageDecoder.decode(image, cancellation::isCancelled);
        completeness = decoded.completeness();
        return new VisionPreprocessor(parts.vision().get()).prepare(decoded.bitmap(), cancellation::isCancelled);
    }

    private void checkLength(TraceInput input, ModelParts parts) {
        long needed = input.ids().size() + Math.max(0L, request.generateCount() - 1L);
        int limit = parts.decoder().contextLimit();
        if (needed > limit) {
            throw new TraceMistakeException("the prompt has " + input.ids().size() + " tokens, with "
                    + request.generateCount() + " more they exceed the model's " + limit);
        }
    }

    private void checkMemory(ModelParts parts) {
        long needed = new WeightPlan(parts).weightBytes(DType.F32);
        OptionalLong free = WeightPlan.freeBytes(device.device());
        if (free.isPresent() && needed > free.getAsLong()) {
            throw new NotEnoughMemoryException(
                    String.valueOf(parts.folder().getFileName()), "F32", needed, free.getAsLong());
        }
    }

    /// Runs every picture through tower and resampler.
    private List<EmbeddingRows> see(OpenedModel model, PreparedImage prepared, ArrayFile arrays) throws IOException {
        VisionModel vision = Objects.requireNonNull(model.vision(), "an image needs a vision encoder");
        VisionConfig config = vision.config();
        int queries = config.queries();
        int hidden = config.hidden();
        var features = new ArrayList<EmbeddingRows>();
        for (int k = 0; k < prepared.pictures().size(); k++) {
            SequencedMap<String, float[]> stages = vision.trace(prepared.patches(k), name -> true, cancellation);
            for (Map.Entry<String, float[]> stage : stages.entrySet()) {
                float[] values = stage.getValue();
                int columns = stage.getKey().startsWith("vit") ? config.tower().width() : hidden;
                if (stage.getKey().equals("features")) {
                    features.add(new EmbeddingRows(values, queries, hidden));
                } else {
                    arrays.add("picture" + k + "." + stage.getKey(), values, values.length / columns, columns);
                }
            }
        }
        float[] all = new float[Math.multiplyExact(features.size(), queries * hidden)];
        for (int k = 0; k < features.size(); k++) {
            System.arraycopy(features.get(k).values(), 0, all, k * queries * hidden, queries * hidden);
        }
        arrays.add("features", all, features.size(), queries, hidden);
        return features;
    }

    /// Runs the prompt through the decoder and goes on.
    private Generator.Trace read(OpenedModel model, TraceInput input, List<EmbeddingRows> features, ArrayFile arrays)
            throws IOException {
        ModelParts parts = model.parts();
        var prompt = new Prompt(parts.prompts().insert(input.idArray(), features));
        Generator.Trace trace = new Generator(model.language(), parts.prompts())
                .trace(prompt, name -> true, request.generateCount(), request.penalty(), cancellation);
        int hidden = parts.decoder().hiddenSize();
        int length = prompt.length();
        for (Map.Entry<String, float[]> stage : trace.arrays().entrySet()) {
            float[] values = stage.getValue();
            if (stage.getKey().equals("first_logits")) {
                arrays.add(stage.getKey(), values, values.length);
            } else {
                arrays.add(stage.getKey(), values, length, hidden);
            }
        }
        float[] normed = Objects.requireNonNull(trace.arrays().get("final_norm"), "final_norm");
        arrays.add("last_hidden", Arrays.copyOfRange(normed, (length - 1) * hidden, length * hidden), hidden);
        return trace;
    }
}

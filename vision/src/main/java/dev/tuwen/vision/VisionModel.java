package dev.tuwen.vision;

import dev.tuwen.compute.ActivationPlan;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.compute.spi.WeightStore;
import dev.tuwen.family.Slicing;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.vision.image.Patches;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.CancellationException;
import java.util.function.Predicate;

/// A vision encoder and its resampler: images in, rows for the decoder out.
///
/// Opened on a backend and closed by whoever opened it, before the backend; belongs to the backend's thread. It owns
/// its weights on the device and a few compiled programs, one per patch grid; the one least recently used goes first.
/// The weight source stays the caller's and must stay open as long.
public final class VisionModel implements AutoCloseable {

    /// A source image needs two grids, one for its overview and one for its slices; twice that for a second image.
    private static final int MAX_PROGRAMS = 4;

    private final VisionConfig config;
    private final Backend backend;
    private final WeightStore weights;
    private final VisionPrograms programs;
    private final VisionPreprocessor preprocessor;
    private final SequencedMap<VisionPrograms.Grid, Compiled> compiled = new LinkedHashMap<>();
    private boolean closed;

    private VisionModel(VisionConfig config, Backend backend, WeightStore weights, VisionPrograms programs) {
        this.config = config;
        this.backend = backend;
        this.weights = weights;
        this.programs = programs;
        this.preprocessor = new VisionPreprocessor(config);
    }

    /// A program ready to run, with its tables bound.
    private record Compiled(Executable executable, VisionPrograms.Recorded recorded, Bindings bindings) {}

    /// Loads the weights and is ready to encode.
    ///
    /// @param backend where it runs
    /// @param source holds `vpm.*` and `resampler.*`; stays open as long as the model
    /// @param config the model's numbers
    /// @param options how weights are packed, and who is told
    /// @throws CancellationException if the options' cancellation said so
    public static VisionModel open(Backend backend, WeightSource source, VisionConfig config, LoadOptions options) {
        var programs = new VisionPrograms(config, source);
        var smallest = programs.record(new VisionPrograms.Grid(1, 1), probe -> false);
        WeightStore weights =
                backend.load(new VisionWeightSource(source), smallest.program().weights(), options);
        return new VisionModel(config, backend, weights, programs);
    }

    /// Memory of what is computed for a source image: a program for its overview, and one for its slices if it is cut.
    public static long activationBytes(VisionConfig config) {
        int patch = config.tower().patch();
        int side = switch (config.slicing()) {
            case Slicing.Square square -> square.side() / patch;
            case Slicing.Sliced sliced -> Math.ceilDiv(sliced.side(), patch);
            case Slicing.Whole() -> config.tower().tableSide();
        };
        int programs = config.slicing() instanceof Slicing.Sliced ? 2 : 1;
        var grid = new VisionPrograms.Grid(side, side);
        return programs
                * ActivationPlan.byteSize(
                        VisionPrograms.record(config, grid, probe -> false).program());
    }

    /// The model's numbers.
    public VisionConfig config() {
        return config;
    }

    /// How images are resized and cut for this model.
    public VisionPreprocessor preprocessor() {
        return preprocessor;
    }

    /// Memory the weights take on the device.
    public long byteSize() {
        return weights.byteSize();
    }

    /// Resizes, cuts and encodes a source image.
    ///
    /// @throws CancellationException if it was cancelled; within milliseconds on the host, as soon as it can on the
    ///     device
    public ImageFeatures encode(Bitmap image, EncodingProgress progress, Cancellation cancellation) {
        return encode(preprocessor.prepare(image, cancellation::isCancelled), progress, cancellation);
    }

    /// Encodes a source image that is resized and cut already.
    ///
    /// @throws CancellationException if it was cancelled
    public ImageFeatures encode(PreparedImage image, EncodingProgress progress, Cancellation cancellation) {
        int total = image.pictures().size();
        List<EmbeddingRows> features = new ArrayList<>(total);
        progress.encoded(0, total);
        for (int k = 0; k < total; k++) {
            cancellation.check();
            float[] rows = encode(image.patches(k), cancellation);
            features.add(new EmbeddingRows(rows, config.queries(), config.hidden()));
            progress.encoded(k + 1, total);
        }
        return new ImageFeatures(image.plan(), config.marks(), features);
    }

    /// Encodes one picture.
    ///
    /// @return `[queries, hidden]`
    /// @throws CancellationException if it was cancelled
    public float[] encode(Patches picture, Cancellation cancellation) {
        checkOpen();
        checkPatches(picture);
        var grid = new VisionPrograms.Grid(picture.rows(), picture.columns());
        Compiled ready = compiled(grid);
        float[] features = new float[Math.multiplyExact(config.queries(), config.hidden())];
        ready.bindings.input(ready.recorded.patches(), MemorySegment.ofArray(picture.values()));
        ready.bindings.output(ready.recorded.features(), MemorySegment.ofArray(features));
        cancellation.run(ready.executable, ready.bindings);
        return features;
    }

    /// Encodes one picture and keeps what the stages in between produced: `vit_positions`, `vit_embed`, `vit_block0`
    /// and on, `vit`, `resampler_key_positions`, `resampler_attention`, `features`. For tests and traces; compiles anew
    /// each time.
    ///
    /// @param probes which of them
    /// @return the stages in order, each row-major
    public SequencedMap<String, float[]> trace(Patches picture, Predicate<String> probes, Cancellation cancellation) {
        checkOpen();
        checkPatches(picture);
        var grid = new VisionPrograms.Grid(picture.rows(), picture.columns());
        VisionPrograms.Recorded recorded = programs.record(grid, probes);
        SequencedMap<String, float[]> stages = new LinkedHashMap<>();
        try (Executable executable = backend.compile(recorded.program(), weights)) {
            Bindings bindings = tablesBound(recorded, grid);
            bindings.input(recorded.patches(), MemorySegment.ofArray(picture.values()));
            putIfWanted(stages, probes, "vit_positions", programs.positions(grid));
            putIfWanted(stages, probes, "resampler_key_positions", programs.keyPositions(grid));
            List<Map.Entry<String, Value>> inOrder = recorded.program().probes().entrySet().stream()
                    .sorted(Comparator.comparingInt(probe -> probe.getValue().number()))
                    .toList();
            for (Map.Entry<String, Value> probe : inOrder) {
                float[] stage =
                        new float[Math.toIntExact(probe.getValue().shape().elements())];
                stages.put(probe.getKey(), stage);
                bindings.output(probe.getValue(), MemorySegment.ofArray(stage));
            }
            cancellation.run(executable, bindings);
        }
        return stages;
    }

    private static void putIfWanted(Map<String, float[]> stages, Predicate<String> probes, String name, float[] stage) {
        if (probes.test(name)) {
            stages.put(name, stage);
        }
    }

    private Compiled compiled(VisionPrograms.Grid grid) {
        Compiled known = compiled.remove(grid);
        if (known == null) {
            while (compiled.size() >= MAX_PROGRAMS) {
                compiled.pollFirstEntry().getValue().executable().close();
            }
            VisionPrograms.Recorded recorded = programs.record(grid, probe -> false);
            known = new Compiled(backend.compile(recorded.program(), weights), recorded, tablesBound(recorded, grid));
        }
        compiled.putLast(grid, known);
        return known;
    }

    private Bindings tablesBound(VisionPrograms.Recorded recorded, VisionPrograms.Grid grid) {
        return new Bindings()
                .input(recorded.positions(), MemorySegment.ofArray(programs.positions(grid)))
                .input(recorded.keyPositions(), MemorySegment.ofArray(programs.keyPositions(grid)))
                .input(recorded.queries(), MemorySegment.ofArray(programs.queries()))
                .input(recorded.queryPositions(), MemorySegment.ofArray(programs.queryPositions()));
    }

    private void checkPatches(Patches picture) {
        if (picture.rowSize() != config.tower().patchSize()) {
            throw new IllegalArgumentException("picture has patches of " + picture.rowSize()
                    + " numbers, the vision encoder expects " + config.tower().patchSize());
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("vision model is closed");
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        compiled.sequencedValues()
                .reversed()
                .forEach(ready -> ready.executable().close());
        compiled.clear();
        weights.close();
    }
}

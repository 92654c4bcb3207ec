package dev.tuwen.assistant.model;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.generate.EngineThread;
import dev.tuwen.generate.GenerationTimer;
import dev.tuwen.generate.LanguageModel;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.vision.VisionConfig;
import dev.tuwen.vision.VisionModel;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/// Runs the first layer of a decoder, and of a vision tower, on one thread, again and again, while the weights of all
/// layers are packed: the processor's kernels are compiled one after another when they are first used, which would
/// otherwise be waited for afterwards with one core idle. Closed by whoever began it.
///
/// The layer has a copy of its weights, packed before the others, since a source lends rows to one reader at a time.
final class KernelRehearsal implements AutoCloseable {
    /// A vocabulary that is packed in no time.
    private static final int PIECES = 4096;

    private static final int POSITIONS = 64;
    private static final int PROMPT_TOKENS = 26;
    private static final int WRITTEN_TOKENS = 4;

    private static final long LOOK_NANOS = 10_000_000;

    /// The first rounds are alike when none of them is compiled.
    private static final int FEWEST_ROUNDS = 6;

    private final EngineThread thread = new EngineThread("tuwen-rehearsal");
    private final Cancellation cancellation = new Cancellation();

    private boolean running;
    private volatile boolean settled;

    private KernelRehearsal() {}

    /// Begins, and returns when the source is free again. A rehearsal that fails is left: what it would complain of
    /// comes up again when the model itself is loaded.
    ///
    /// @param device with kernels to compile
    /// @param parts stays open longer
    /// @param decoding how the decoder will be loaded
    /// @param visionType what the matrices of the part that sees will be packed in; null for as stored
    static KernelRehearsal begin(
            Backends.Choice device, ModelParts parts, LanguageModelOptions decoding, @Nullable DType visionType) {
        var rehearsal = new KernelRehearsal();
        var loaded = new CompletableFuture<Boolean>();
        var ended = rehearsal.thread.submit(() -> rehearsal.run(device, parts, decoding, visionType, loaded));
        rehearsal.running = (boolean)
                CompletableFuture.anyOf(loaded, ended.exceptionally(_ -> false)).join();
        return rehearsal;
    }

    private boolean run(
            Backends.Choice device,
            ModelParts parts,
            LanguageModelOptions decoding,
            @Nullable DType visionType,
            CompletableFuture<Boolean> loaded) {
        var quiet = new LoadOptions(decoding.loading().matrixType(), ref -> {}, cancellation::isCancelled);
        var seeing = new LoadOptions(visionType, ref -> {}, cancellation::isCancelled);
        var options = new LanguageModelOptions(quiet, decoding.cacheType(), POSITIONS);
        try (Backend backend = device.open(new BackendOptions(1));
                LanguageModel model = LanguageModel.open(backend, parts.weights(), small(parts.decoder()), options);
                var timer = new GenerationTimer(model);
                VisionModel vision = parts.vision().isEmpty()
                        ? null
                        : VisionModel.open(
                                backend, parts.weights(), small(parts.vision().get()), seeing)) {
            loaded.complete(true);
            var ids = new int[PROMPT_TOKENS];
            Arrays.setAll(ids, i -> i);
            long fastest = Long.MAX_VALUE;
            for (int round = 1; !cancellation.isCancelled(); round++) {
                long before = System.nanoTime();
                timer.time(ids, WRITTEN_TOKENS, cancellation);
                if (vision != null) {
                    ModelOpening.look(vision, cancellation);
                }
                long taken = System.nanoTime() - before;
                settled = round >= FEWEST_ROUNDS && taken > ModelOpening.SETTLED * fastest;
                fastest = Math.min(fastest, taken);
            }
            return true;
        }
    }

    private static DecoderConfig small(DecoderConfig config) {
        return new DecoderConfig(
                config.hiddenSize(),
                config.intermediateSize(),
                1,
                config.heads(),
                Math.min(PIECES, config.vocabularySize()),
                config.normEpsilon(),
                config.ropeBase(),
                config.embeddingScale(),
                config.residualScale(),
                config.logitScale(),
                config.contextLimit(),
                config.tiedHead());
    }

    private static VisionConfig small(VisionConfig config) {
        return new VisionConfig(config.tower().withBlocks(1), config.resampler(), config.framing());
    }

    /// Whether it began: its weights could be loaded.
    boolean isRunning() {
        return running;
    }

    /// Whether it does not get faster any more: the kernels are compiled. Waits until it is so, but not for long.
    ///
    /// @param most nanoseconds to wait
    /// @param progress told how long it has been; ends the waiting when it was cancelled
    boolean settles(long most, OpenReport progress) {
        long start = System.nanoTime();
        while (running && !settled && System.nanoTime() - start < most) {
            progress.advance((double) (System.nanoTime() - start) / most);
            progress.check();
            LockSupport.parkNanos(LOOK_NANOS);
        }
        return settled;
    }

    /// Ends it within a fifth of a second.
    @Override
    public void close() {
        cancellation.cancel();
        thread.close();
    }
}

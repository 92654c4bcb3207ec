package dev.tuwen.generate;

import dev.tuwen.compute.ActivationPlan;
import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.HostMemory;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Buffer;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.WeightStore;
import dev.tuwen.decoder.Decoder;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.function.Predicate;

/// An opened decoder on a device. Made by [#open]; closed by its owner before the backend; owns its weights, programs
/// and staging rows. Engine thread only.
public final class LanguageModel implements AutoCloseable {
    /// Rows of one prefill program: on a host small enough that progress shows and stopping is quick, and large enough
    /// that reading the weights once for each chunk costs little beside the arithmetic.
    private static final int HOST_CHUNK_ROWS = 128;

    private static final int DEVICE_CHUNK_ROWS = 512;

    private final Backend backend;
    private final Decoder decoder;
    private final WeightStore weights;
    private final DecoderPrograms programs;
    private final Buffer staging;
    private final int contextLimit;
    private final int chunkRows;

    private LanguageModel(
            Backend backend, Decoder decoder, WeightStore weights, Buffer staging, int contextLimit, int chunkRows) {
        this.backend = backend;
        this.decoder = decoder;
        this.weights = weights;
        this.staging = staging;
        this.contextLimit = contextLimit;
        this.chunkRows = chunkRows;
        this.programs = new DecoderPrograms(backend, weights, decoder);
    }

    /// Loads the weights and prepares the programs.
    ///
    /// @param backend stays open longer than the model
    /// @param checkpoint stays open longer than the model
    /// @throws java.util.concurrent.CancellationException if loading was cancelled
    public static LanguageModel open(Backend backend, Checkpoint checkpoint, LanguageModelOptions options) {
        DecoderConfig config = checkpoint.decoder();
        Decoder decoder = checkpoint.family().decoder().decoder(config, options.cacheType());
        int limit = options.contextLimit() == 0
                ? config.contextLimit()
                : Math.min(options.contextLimit(), config.contextLimit());
        int chunk = backend.device().memory() == Device.Memory.DISCRETE ? DEVICE_CHUNK_ROWS : HOST_CHUNK_ROWS;
        WeightStore weights = backend.load(checkpoint.weights(), decoder.weightRefs(), options.loading());
        try {
            Buffer staging = backend.allocate(decoder.staging(), chunk);
            return new LanguageModel(backend, decoder, weights, staging, limit, chunk);
        } catch (RuntimeException e) {
            weights.close();
            throw e;
        }
    }

    /// Memory of what is computed on a host between a prompt and its logits: staging rows, and the programs of a whole
    /// chunk, of the last one and of one token.
    public static long activationBytes(Decoder decoder) {
        BufferRef staging = decoder.staging();
        return staging.type().byteSize(HOST_CHUNK_ROWS, staging.columns())
                + ActivationPlan.byteSize(decoder.prefill(HOST_CHUNK_ROWS, false, probe -> false))
                + ActivationPlan.byteSize(decoder.prefill(HOST_CHUNK_ROWS, true, probe -> false))
                + ActivationPlan.byteSize(decoder.step());
    }

    /// The decoder's sizes.
    public DecoderConfig config() {
        return decoder.config();
    }

    /// Maximum of positions of a dialogue.
    public int contextLimit() {
        return contextLimit;
    }

    /// Memory of the packed weights, in bytes.
    public long weightBytes() {
        return weights.byteSize();
    }

    /// An empty cache; the caller closes it before the model.
    public KvCache newCache() {
        return new KvCache(backend, decoder.cacheBuffers(), contextLimit);
    }

    /// Whether some bytes of the device's memory are easily spared: less than a quarter of what is free, where that can
    /// be asked.
    boolean canKeep(long bytes) {
        return backend.device().memory() == Device.Memory.DISCRETE
                || bytes < HostMemory.now().freeBytes() / 4;
    }

    /// Prefills a prompt from the position the cache ends at.
    ///
    /// @param progress told how many positions are done, after each chunk
    /// @return logits of the last position
    /// @throws java.util.concurrent.CancellationException when cancelled; the cache keeps the chunks that were complete
    float[] prefill(Prompt prompt, KvCache cache, Cancellation cancellation, IntConsumer progress) {
        int end = prompt.length();
        int position = cache.length();
        if (position >= end) {
            throw new IllegalArgumentException("the cache already holds all " + end + " positions of the prompt");
        }
        cache.ensure(end);
        while (true) {
            int rows = Math.min(chunkRows, end - position);
            boolean last = position + rows == end;
            stage(prompt, position, rows, cancellation);
            float[] logits = prefillChunk(programs.prefill(rows, last), position, cache, cancellation);
            cache.positions().addAll(prompt.positions(), position, position + rows);
            position += rows;
            progress.accept(position);
            if (last) {
                return logits;
            }
        }
    }

    /// Decodes one token after what the cache holds.
    ///
    /// @return logits `[vocabulary]`
    float[] step(int token, KvCache cache, Cancellation cancellation) {
        int position = cache.length();
        cache.ensure(position + 1);
        Executable step = programs.step();
        Bindings bindings = new Bindings().set(Decoder.POSITION, position);
        bindings.input(step.program().inputs().getFirst(), MemorySegment.ofArray(new int[] {token}));
        cache.bind(bindings);
        float[] logits = bindOutput(step, bindings);
        cancellation.run(step, bindings);
        cache.positions().addToken(token);
        return logits;
    }

    /// Prefills a whole prompt into an empty cache and keeps what the probes saw: `embeds`, `layerL`, `final_norm` by
    /// name, `[positions, hidden]` each, and `first_logits`.
    Map<String, float[]> trace(
            Prompt prompt, KvCache cache, Predicate<String> wantedProbes, Cancellation cancellation) {
        var arrays = new LinkedHashMap<String, float[]>();
        int hidden = config().hiddenSize();
        int end = prompt.length();
        cache.ensure(end);
        for (int position = 0; position < end; ) {
            int rows = Math.min(chunkRows, end - position);
            stage(prompt, position, rows, cancellation);
            try (Executable traced = programs.traced(rows, wantedProbes)) {
                var bindings = prefillBindings(position, cache);
                float[] logits = bindOutput(traced, bindings);
                for (Map.Entry<String, Value> probe : traced.program().probes().entrySet()) {
                    float[] whole =
                            arrays.computeIfAbsent(probe.getKey(), name -> new float[Math.multiplyExact(end, hidden)]);
                    long from = (long) position * hidden * Float.BYTES;
                    bindings.output(
                            probe.getValue(),
                            MemorySegment.ofArray(whole).asSlice(from, (long) rows * hidden * Float.BYTES));
                }
                cancellation.run(traced, bindings);
                arrays.put("first_logits", logits);
            }
            cache.positions().addAll(prompt.positions(), position, position + rows);
            position += rows;
        }
        return arrays;
    }

    /// Puts the decoder's inputs of some positions into the staging buffer.
    private void stage(Prompt prompt, int from, int rows, Cancellation cancellation) {
        Positions positions = prompt.positions();
        int end = from + rows;
        for (int position = from; position < end; ) {
            int run = position;
            if (positions.isToken(position)) {
                while (run < end && positions.isToken(run)) {
                    run++;
                }
                stageTokens(prompt, position, run, position - from, cancellation);
            } else {
                EmbeddingRows features = positions.features(position);
                while (run < end
                        && !positions.isToken(run)
                        && positions.features(run) == features
                        && positions.row(run) == positions.row(position) + run - position) {
                    run++;
                }
                long rowBytes = (long) features.columns() * Float.BYTES;
                staging.upload(
                        position - from,
                        MemorySegment.ofArray(features.values())
                                .asSlice(positions.row(position) * rowBytes, (run - position) * rowBytes));
            }
            position = run;
        }
    }

    private void stageTokens(Prompt prompt, int from, int to, int stagingRow, Cancellation cancellation) {
        int[] ids = new int[to - from];
        for (int i = 0; i < ids.length; i++) {
            ids[i] = prompt.token(from + i);
        }
        Executable embed = programs.embedTokens(ids.length);
        cancellation.run(
                embed,
                new Bindings()
                        .input(embed.program().inputs().getFirst(), MemorySegment.ofArray(ids))
                        .buffer(decoder.staging(), staging)
                        .set(Decoder.STAGING_ROW, stagingRow));
    }

    private float[] prefillChunk(Executable prefill, int position, KvCache cache, Cancellation cancellation) {
        Bindings bindings = prefillBindings(position, cache);
        float[] logits = bindOutput(prefill, bindings);
        cancellation.run(prefill, bindings);
        return logits;
    }

    private Bindings prefillBindings(int position, KvCache cache) {
        Bindings bindings = new Bindings()
                .buffer(decoder.staging(), staging)
                .set(Decoder.STAGING_ROW, 0)
                .set(Decoder.POSITION, position);
        cache.bind(bindings);
        return bindings;
    }

    /// Binds the logits, the one output that is no probe; an empty array where the program has none.
    private static float[] bindOutput(Executable executable, Bindings bindings) {
        for (Value output : executable.program().outputs()) {
            if (!executable.program().probes().containsValue(output)) {
                float[] logits = new float[output.columns()];
                bindings.output(output, MemorySegment.ofArray(logits));
                return logits;
            }
        }
        return new float[0];
    }

    @Override
    public void close() {
        programs.close();
        staging.close();
        weights.close();
    }
}

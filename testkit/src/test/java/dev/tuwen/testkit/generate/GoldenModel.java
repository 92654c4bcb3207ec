package dev.tuwen.testkit.generate;

import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.EmbeddingRows;
import dev.tuwen.generate.LanguageModel;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.generate.PromptEncoder;
import dev.tuwen.testkit.GoldenFile;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.testkit.ReferenceBackend;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import java.nio.file.Path;
import tools.jackson.databind.JsonNode;

/// A golden checkpoint's decoder, opened on a backend. Closed by the test.
final class GoldenModel implements AutoCloseable {
    final Path folder;
    final Tokenizer tokenizer;
    final PromptEncoder encoder;
    final LanguageModel model;
    private final GoldenFile arrays;
    private final Checkpoint files;
    private final Backend backend;

    /// The backends that golden data is checked on.
    enum On {
        REFERENCE,
        CPU;

        Backend open() {
            return switch (this) {
                case REFERENCE -> new ReferenceBackend();
                case CPU -> Backends.choose("cpu").open(BackendOptions.DEFAULT);
            };
        }
    }

    private GoldenModel(String name, On on, int contextLimit) {
        this(name, GoldenFolder.of(name), on, LanguageModelOptions.exact().loading(), contextLimit);
    }

    private GoldenModel(String name, Path stored, On on, LoadOptions loading, int contextLimit) {
        // A converted checkpoint computes what the one it was made from does.
        String original = name.replaceFirst("_(gguf|torch)$", "");
        folder = GoldenFolder.of(original);
        arrays = GoldenFile.arrays(original);
        files = KnownFamilies.ALL.open(stored);
        tokenizer = files.tokenizer();
        backend = on.open();
        encoder = new PromptEncoder(tokenizer, files.family());
        model = LanguageModel.open(
                backend,
                files,
                new LanguageModelOptions(loading, LanguageModelOptions.exact().cacheType(), contextLimit));
    }

    static GoldenModel open(String name, On on) {
        return new GoldenModel(name, on, 0);
    }

    /// What a golden checkpoint was converted to.
    static GoldenModel converted(String name, Path file) {
        return new GoldenModel(name, file, On.CPU, LanguageModelOptions.exact().loading(), 0);
    }

    /// With matrices as they are stored, where a device computes with them so.
    static GoldenModel asStored(String name, Path file) {
        return new GoldenModel(name, file, On.CPU, LoadOptions.asStored(), 0);
    }

    static GoldenModel open(String name, On on, int contextLimit) {
        return new GoldenModel(name, on, contextLimit);
    }

    /// The same encoder, with another token that ends an answer.
    PromptEncoder endingAt(int token) {
        SpecialTokens special = tokenizer.specialTokens();
        var changed = new SpecialTokens(special.begin(), token, special.unknown(), special.added());
        return new PromptEncoder(
                new SentencePieceTokenizer(
                        ((SentencePieceTokenizer) tokenizer).vocabulary(),
                        changed,
                        encoder.family().chat().turnMarkers()),
                encoder.family());
    }

    /// The runs of `golden.json`.
    JsonNode runs() {
        return GoldenFile.json(folder.resolve("golden.json"));
    }

    /// Whether `golden.safetensors` has an array; intermediate ones are there for some runs only.
    boolean hasArray(String name) {
        return arrays.has(name);
    }

    /// An array of `golden.safetensors`, its first axis as rows.
    EmbeddingRows array(String name) {
        GoldenFile.Array stored = arrays.array(name);
        int rows = stored.dimensions()[0];
        return new EmbeddingRows(stored.elements(), rows, stored.elements().length / rows);
    }

    @Override
    public void close() {
        model.close();
        backend.close();
        files.close();
    }
}

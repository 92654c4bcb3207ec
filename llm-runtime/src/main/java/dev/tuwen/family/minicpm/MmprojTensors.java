package dev.tuwen.family.minicpm;

import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufMetadata;
import dev.tuwen.weights.gguf.GgufSource;
import dev.tuwen.weights.gguf.GgufTensor;
import java.util.ArrayList;
import java.util.List;

/// The vision encoder and the resampler out of an mmproj file of MiniCPM-V 2.0: its tensors by our names.
///
/// Two layouts are in use, alike but for the position table: the converters of 2024 resampled it to 32 × 32 positions
/// and so lost the 27 × 27 the model was trained with; ours keeps these. Which of the encoder's two MLP matrices is
/// called "down" changed as well, so that their shapes decide.
final class MmprojTensors {
    private static final String POSITIONS = "v.position_embd.weight";
    private static final String PATCHES = "v.patch_embd.weight";
    private static final List<String> SUFFIXES = List.of("weight", "bias");

    private final GgufFile file;
    private final GgufMetadata metadata;

    MmprojTensors(GgufFile file) {
        this.file = file;
        this.metadata = file.metadata();
    }

    /// Adds all tensors under our names.
    void addTo(GgufSource source) {
        addPair(source, "v.patch_embd", "vpm.patch_embed.proj");
        GgufTensor positions = required(POSITIONS);
        List<Long> table = positions.dimensions();
        if (table.size() != 2) {
            throw new WeightFormatException(
                    file.file(), positions.offset(), "tensor '" + POSITIONS + "' with two axes", "axes " + table);
        }
        source.add("vpm.pos_embed", List.of(1L, table.getFirst(), table.getLast()), List.of(part(positions)));
        int blocks = metadata.requiredInteger("clip.vision.block_count", 1, 1 << 10);
        for (int i = 0; i < blocks; i++) {
            addBlock(source, "v.blk." + i + ".", "vpm.blocks." + i + ".");
        }
        addPair(source, "v.post_ln", "vpm.norm");
        add(source, "resampler.query", "resampler.query");
        add(source, "resampler.pos_embed", "resampler.pos_embed");
        add(source, "resampler.kv.weight", "resampler.kv_proj.weight");
        for (String suffix : SUFFIXES) {
            addThirds(source, "resampler.attn.%s." + suffix, "resampler.attn.in_proj_" + suffix, "q", "k", "v");
        }
        addPair(source, "resampler.attn.out", "resampler.attn.out_proj");
        for (String norm : List.of("ln_q", "ln_kv", "ln_post")) {
            addPair(source, "resampler." + norm, "resampler." + norm);
        }
        // The other way round than in the published checkpoint, that is, the usual one.
        add(source, "resampler.proj.weight", "resampler.proj.transposed");
    }

    private void addBlock(GgufSource source, String stored, String ours) {
        addPair(source, stored + "ln1", ours + "norm1");
        addPair(source, stored + "ln2", ours + "norm2");
        for (String suffix : SUFFIXES) {
            addThirds(source, stored + "%s." + suffix, ours + "attn.qkv." + suffix, "attn_q", "attn_k", "attn_v");
        }
        addPair(source, stored + "attn_out", ours + "attn.proj");
        long width = required(PATCHES).dimensions().getFirst();
        boolean downWidens = required(stored + "ffn_down.weight").dimensions().getLast() == width;
        addPair(source, stored + (downWidens ? "ffn_down" : "ffn_up"), ours + "mlp.fc1");
        addPair(source, stored + (downWidens ? "ffn_up" : "ffn_down"), ours + "mlp.fc2");
    }

    private void addPair(GgufSource source, String stored, String ours) {
        for (String suffix : SUFFIXES) {
            add(source, stored + "." + suffix, ours + "." + suffix);
        }
    }

    private void addThirds(GgufSource source, String stored, String ours, String... thirds) {
        var parts = new ArrayList<GgufSource.Part>();
        for (String third : thirds) {
            parts.add(part(required(stored.replace("%s", third))));
        }
        source.add(ours, null, parts);
    }

    private void add(GgufSource source, String stored, String ours) {
        source.add(ours, null, List.of(part(required(stored))));
    }

    private GgufSource.Part part(GgufTensor tensor) {
        return new GgufSource.Part(file, tensor, 0);
    }

    private GgufTensor required(String name) {
        if (!file.has(name)) {
            throw new WeightFormatException(
                    file.file(), 0, "tensor " + WeightFormatException.quoted(name), "none of this name");
        }
        return file.tensor(name);
    }
}

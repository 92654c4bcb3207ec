package dev.tuwen.conversion;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.conversion.TargetTensor.Order;
import dev.tuwen.family.VisionSettings;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufKeys;
import dev.tuwen.weights.gguf.GgufLayout;
import java.util.ArrayList;
import java.util.List;

/// The file of the vision encoder, in the layout of the converters of 2024, but with the position table as it was
/// trained instead of one resampled to 32 × 32. Matrices keep the 16 bits they have: the tower is a small part of the
/// model and delicate. Used once.
final class MmprojLayout {
    private static final String TRANSPOSED = "resampler.proj.transposed";
    private static final List<String> SUFFIXES = List.of("weight", "bias");
    private static final List<String> THIRDS = List.of("q", "k", "v");

    private final TensorSource weights;
    private final List<TargetTensor> tensors = new ArrayList<>();

    private MmprojLayout(TensorSource weights) {
        this.weights = weights;
    }

    /// Keys of the file.
    static GgufLayout keys(VisionSettings config, TensorSource weights, String title) {
        List<Long> wide = axes(weights, "vpm.blocks.0.mlp.fc1.weight");
        return new GgufLayout()
                .text("general.architecture", "clip")
                .text("general.type", "mmproj")
                .text("general.name", title)
                .number("general.file_type", TargetType.F16.fileType())
                .truth("clip.has_text_encoder", false)
                .truth("clip.has_vision_encoder", true)
                .truth("clip.has_minicpmv_projector", true)
                .text("clip.projector_type", "resampler")
                .number("clip.minicpmv_version", 1)
                .truth("clip.use_gelu", true)
                .number("clip.vision.image_size", config.imageSize())
                .number("clip.vision.patch_size", config.patchSize())
                .number("clip.vision.embedding_length", Math.toIntExact(wide.getLast()))
                .number("clip.vision.feed_forward_length", Math.toIntExact(wide.getFirst()))
                .number("clip.vision.attention.head_count", config.headCount())
                .real("clip.vision.attention.layer_norm_epsilon", 1e-6)
                .number("clip.vision.block_count", blocks(weights))
                .number("clip.vision.projection_dim", 0)
                .reals("clip.vision.image_mean", new float[] {0.5f, 0.5f, 0.5f})
                .reals("clip.vision.image_std", new float[] {0.5f, 0.5f, 0.5f})
                .truth(GgufKeys.SLICING, config.slicing())
                .number(GgufKeys.MAXIMUM_SLICES, config.maximumSlices())
                .number(GgufKeys.SLICE_SIDE, config.sliceSide());
    }

    private static int blocks(TensorSource weights) {
        int blocks = 0;
        while (weights.has("vpm.blocks." + blocks + ".norm1.weight")) {
            blocks++;
        }
        return blocks;
    }

    /// Tensors of the file.
    static List<TargetTensor> tensors(TensorSource weights) {
        return new MmprojLayout(weights).tensors();
    }

    private List<TargetTensor> tensors() {
        addPair("vpm.patch_embed.proj", "v.patch_embd");
        List<Long> table = axes("vpm.pos_embed");
        if (table.size() < 2) {
            throw new WeightFormatException(
                    weights.file("vpm.pos_embed"), 0, "tensor 'vpm.pos_embed' with positions and columns", table + "");
        }
        add("vpm.pos_embed", "v.position_embd.weight", DType.F32, table.subList(table.size() - 2, table.size()));
        for (int i = 0; i < blocks(weights); i++) {
            addBlock("vpm.blocks." + i + ".", "v.blk." + i + ".");
        }
        addPair("vpm.norm", "v.post_ln");
        add("resampler.query", "resampler.query", DType.F32, axes("resampler.query"));
        add("resampler.pos_embed", "resampler.pos_embed", DType.F32, axes("resampler.pos_embed"));
        addMatrix("resampler.kv_proj.weight", "resampler.kv.weight");
        for (String suffix : SUFFIXES) {
            addThirds("resampler.attn.in_proj_" + suffix, "resampler.attn.", "." + suffix);
        }
        addPair("resampler.attn.out_proj", "resampler.attn.out");
        for (String norm : List.of("ln_q", "ln_kv", "ln_post")) {
            addPair("resampler." + norm, "resampler." + norm);
        }
        addProjection();
        return tensors;
    }

    private void addBlock(String from, String to) {
        addPair(from + "norm1", to + "ln1");
        addPair(from + "norm2", to + "ln2");
        for (String suffix : SUFFIXES) {
            addThirds(from + "attn.qkv." + suffix, to + "attn_", "." + suffix);
        }
        addPair(from + "attn.proj", to + "attn_out");
        // The layout calls the matrix that widens the one that narrows, and the other way round.
        addPair(from + "mlp.fc1", to + "ffn_down");
        addPair(from + "mlp.fc2", to + "ffn_up");
    }

    private void addPair(String from, String to) {
        addMatrix(from + ".weight", to + ".weight");
        addMatrix(from + ".bias", to + ".bias");
    }

    private void addMatrix(String from, String to) {
        List<Long> axes = axes(from);
        add(from, to, type(from, axes), axes);
    }

    private void add(String from, String to, DType type, List<Long> dimensions) {
        tensors.add(TargetTensor.same(to, type, dimensions, whole(from)));
    }

    private void addThirds(String from, String to, String ending) {
        WeightRef all = whole(from);
        var axes = new ArrayList<>(axes(from));
        int rows = all.rows() / THIRDS.size();
        if (all.rows() % THIRDS.size() != 0) {
            throw new WeightFormatException(
                    weights.file(from), 0, "tensor '" + from + "' of three equal parts", all.rows() + " rows");
        }
        axes.set(0, (long) rows);
        for (int i = 0; i < THIRDS.size(); i++) {
            tensors.add(
                    TargetTensor.same(to + THIRDS.get(i) + ending, type(from, axes), axes, all.range(i * rows, rows)));
        }
    }

    private void addProjection() {
        if (weights.has(TRANSPOSED)) {
            addMatrix(TRANSPOSED, "resampler.proj.weight");
            return;
        }
        List<Long> axes = axes("resampler.proj");
        tensors.add(new TargetTensor(
                "resampler.proj.weight",
                type("resampler.proj", axes),
                axes.reversed(),
                whole("resampler.proj"),
                Order.TRANSPOSED,
                0));
    }

    private DType type(String name, List<Long> axes) {
        DType stored = weights.dtype(name);
        if (axes.size() == 1) {
            return DType.F32;
        }
        return stored == DType.F32 ? DType.F16 : stored;
    }

    private List<Long> axes(String name) {
        return axes(weights, name);
    }

    private static List<Long> axes(TensorSource weights, String name) {
        if (!weights.has(name)) {
            throw new WeightFormatException(
                    weights.file(weights.names().iterator().next()),
                    0,
                    "tensor '" + name + "' of the vision encoder",
                    "none of this name");
        }
        return weights.dimensions(name);
    }

    private WeightRef whole(String name) {
        List<Long> axes = axes(name);
        long columns = axes.stream().skip(1).reduce(1L, Math::multiplyExact);
        int rows = Math.toIntExact(axes.getFirst());
        return axes.size() == 1 ? WeightRef.vector(name, rows) : WeightRef.table(name, rows, Math.toIntExact(columns));
    }
}

package dev.tuwen.conversion;

import dev.tuwen.compute.DType;
import dev.tuwen.weights.gguf.GgufNames;
import java.util.Locale;

/// What a model is converted to. Each names the type of most matrices; some get another, as the quantising program of
/// llama.cpp has it (`llama_tensor_get_type` in its `src/llama-quant.cpp`), so that files compare:
///
/// - the matrix that makes the logits gets six bits where others have four, or eight where blocks of 256 do not fit;
/// - in the mixture, so do the value and down projections of the first and last eighth of the layers and of each third
///   one between;
/// - vectors stay F32;
/// - rows that blocks of 256 do not divide get the next larger type with blocks of 32, and those that these do not
///   divide either F16.
public enum TargetType {
    /// 16 bits.
    F16(DType.F16, 1),
    /// Eight bits with a scale for each 32.
    Q8_0(DType.Q8_0, 7),
    /// Four bits with a scale for each 32.
    Q4_0(DType.Q4_0, 2),
    /// Mostly four bits with scales and minima in blocks of 256.
    Q4_K_M(DType.Q4_K, 15);

    private static final int EIGHT = 8;
    private static final int THREE = 3;

    private final DType usual;
    private final int fileType;

    TargetType(DType usual, int fileType) {
        this.usual = usual;
        this.fileType = fileType;
    }

    /// The name people write: `q4_k_m`.
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The number of the type in `general.file_type`.
    int fileType() {
        return fileType;
    }

    /// The type of a decoder's matrix.
    ///
    /// @param stored its name in the file
    /// @param columns its width
    /// @param layer it is in; -1 for none
    /// @param layers of the decoder
    /// @param makesLogits whether it is the head
    DType typeOf(String stored, long columns, int layer, int layers, boolean makesLogits) {
        return fitting(wanted(stored, layer, layers, makesLogits), columns);
    }

    private DType wanted(String stored, int layer, int layers, boolean makesLogits) {
        if (usual == DType.F16 || usual == DType.Q8_0) {
            return usual;
        }
        if (makesLogits || stored.equals(GgufNames.HEAD)) {
            return DType.Q6_K;
        }
        boolean delicate = stored.endsWith("attn_v.weight") || stored.endsWith("ffn_down.weight");
        return this == Q4_K_M && delicate && hasMoreBits(layer, layers) ? DType.Q6_K : usual;
    }

    private static boolean hasMoreBits(int layer, int layers) {
        int eighth = layers / EIGHT;
        return layer < eighth || layer >= 7 * layers / EIGHT || (layer - eighth) % THREE == 2;
    }

    private static DType fitting(DType wanted, long columns) {
        if (columns % wanted.blockElements() == 0) {
            return wanted;
        }
        // Only what a target asks for has to be here.
        DType smaller = switch (wanted) {
            case Q4_K -> DType.Q5_0;
            case Q5_K -> DType.Q5_1;
            case Q6_K -> DType.Q8_0;
            default -> DType.F16;
        };
        return columns % smaller.blockElements() == 0 ? smaller : DType.F16;
    }
}

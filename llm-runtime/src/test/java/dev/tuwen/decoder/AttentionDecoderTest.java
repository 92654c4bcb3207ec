package dev.tuwen.decoder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.Op;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramPrinter;
import dev.tuwen.compute.WeightRef;
import org.junit.jupiter.api.Test;

class AttentionDecoderTest {
    /// The published sizes of MiniCPM-2B.
    private static final DecoderConfig MINICPM_2B = config(40, false);

    private static DecoderConfig config(int layers, boolean tied) {
        return new DecoderConfig(
                2304, 5760, layers, Heads.of(36, 64), 122753, 1e-5, 10000, 12, 1.4 / Math.sqrt(layers), 9, 4096, tied);
    }

    @Test
    void readsEveryPublishedWeightOnce() {
        var refs = new AttentionDecoder(MINICPM_2B, DType.F16).weightRefs();

        // 40 layers of seven matrices and two gains, embedding, head, final gain.
        assertThat(refs).hasSize(40 * 9 + 3);
        assertThat(refs.stream().mapToLong(WeightRef::elements).sum()).isEqualTo(3_007_703_808L);
    }

    @Test
    void projectsWithTheEmbeddingWhenTheHeadIsTied() {
        var refs = new AttentionDecoder(config(40, true), DType.F16).weightRefs();

        assertThat(refs).contains(WeightRef.matrix("model.embed_tokens.weight", 122753, 2304));
        assertThat(refs).noneMatch(ref -> ref.name().equals("lm_head.weight"));
    }

    @Test
    void scalesTokensButNotWhatIsStaged() {
        var decoder = new AttentionDecoder(MINICPM_2B, DType.F16);

        Program embed = decoder.embedTokens(3);
        Program prefill = decoder.prefill(3, true, probe -> false);

        assertThat(embed.ops()).anyMatch(op -> op instanceof Op.Embed e && e.scale() == 12);
        assertThat(prefill.ops()).noneMatch(op -> op instanceof Op.Embed);
        assertThat(prefill.ops().getFirst()).isInstanceOf(Op.ReadRows.class);
    }

    @Test
    void writesKeysAndValuesBeforeItLooksAtThem() {
        Program step = new AttentionDecoder(config(1, false), DType.F16).step();

        var kinds = step.ops().stream().map(op -> op.getClass().getSimpleName()).toList();
        assertThat(kinds)
                .containsExactly(
                        "Embed",
                        "RmsNorm",
                        "Linear",
                        "Linear",
                        "Linear",
                        "Rope",
                        "Rope",
                        "WriteRows",
                        "WriteRows",
                        "Attention",
                        "LinearAdd",
                        "RmsNorm",
                        "GatedLinear",
                        "LinearAdd",
                        "LastRow",
                        "RmsNorm",
                        "Scale",
                        "Linear");
    }

    @Test
    void offersOnlyTheProbesThatAreWanted() {
        var decoder = new AttentionDecoder(config(2, false), DType.F32);

        Program traced = decoder.prefill(5, true, name -> name.equals("layer1") || name.equals("final_norm"));

        assertThat(traced.probes().keySet()).containsExactlyInAnyOrder("layer1", "final_norm");
        assertThat(traced.outputs()).hasSize(3);
        assertThat(decoder.prefill(5, false, probe -> false).outputs()).isEmpty();
    }

    @Test
    void listsItselfTheSameWayEveryTime() {
        var decoder = new AttentionDecoder(config(1, false), DType.F16);

        String listing = ProgramPrinter.print(decoder.step());

        assertThat(listing).isEqualTo(ProgramPrinter.print(decoder.step()));
        assertThat(listing)
                .contains(
                        "GatedLinear(%10) 'model.layers.0.mlp.gate_proj.weight' 'model.layers.0.mlp.up_proj.weight' SILU");
    }
}

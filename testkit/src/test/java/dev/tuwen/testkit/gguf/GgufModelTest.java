package dev.tuwen.testkit.gguf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.testkit.GgufBytes;
import dev.tuwen.testkit.GgufCheckpoint;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.WeightFormatException;
import dev.tuwen.weights.gguf.GgufModel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Models out of GGUF files.
final class GgufModelTest {
    @TempDir
    private Path folder = Path.of(".");

    @Test
    void readsTheConvertersFileLikeTheCheckpointItWasMadeFrom() {
        // given
        try (Checkpoint checkpoint = KnownFamilies.ALL.open(GoldenFolder.of("text"));
                Checkpoint file = KnownFamilies.ALL.open(GoldenFolder.of("text_gguf"))) {
            DecoderConfig expected = checkpoint.decoder();

            // then
            assertThat(file.family()).isEqualTo(checkpoint.family());
            assertThat(file.decoder().embeddingScale()).isEqualTo(expected.embeddingScale());
            assertThat(file.decoder().residualScale()).isCloseTo(expected.residualScale(), within(1e-7));
            assertThat(file.decoder().logitDivisor()).isEqualTo(expected.logitDivisor());
            assertThat(file.decoder().contextLimit()).isEqualTo(expected.contextLimit());
            assertThat(file.weights().names()).isEqualTo(checkpoint.weights().names());
            for (String name : checkpoint.weights().names()) {
                assertSame(name, file.weights(), checkpoint.weights());
            }
        }
    }

    private static void assertSame(String name, TensorSource actual, TensorSource expected) {
        List<Long> axes = expected.dimensions(name);
        assertThat(actual.dimensions(name)).as(name).isEqualTo(axes);
        if (axes.size() == 2) {
            var whole = WeightRef.matrix(
                    name, axes.getFirst().intValue(), axes.getLast().intValue());
            var part = whole.range(whole.rows() / 3, whole.rows() / 2);
            assertThat(actual.bytes(whole).mismatch(expected.bytes(whole)))
                    .as(name)
                    .isEqualTo(-1);
            assertThat(actual.bytes(part).mismatch(expected.bytes(part)))
                    .as(name)
                    .isEqualTo(-1);
            actual.release(whole);
            actual.release(part);
        }
    }

    @Test
    void knowsTheScalesOfFilesThatDoNotNameThem() {
        // when
        try (Checkpoint model = open("minicpm", UnaryOperator.identity())) {
            // then
            assertThat(model.decoder().embeddingScale()).isEqualTo(12);
            assertThat(model.decoder().residualScale()).isEqualTo(1.4 / Math.sqrt(1));
            assertThat(model.decoder().logitDivisor()).isEqualTo(64 / 256.0);
            assertThat(model.decoder().ropeBase()).isEqualTo(10_000);
            assertThat(model.decoder().tiedHead()).isTrue();
        }
    }

    @Test
    void takesFoldedScalesFromALlamaFile() {
        // when
        try (Checkpoint model = open(
                "llama",
                b -> b.put("tokenizer.chat_template", "<用户>")
                        .tensor("output.weight", List.of(300L, 64L), new float[300 * 64]))) {
            // then
            assertThat(model.decoder().embeddingScale()).isEqualTo(1);
            assertThat(model.decoder().residualScale()).isEqualTo(1);
            assertThat(model.decoder().logitDivisor()).isEqualTo(1);
            assertThat(model.decoder().tiedHead()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"qwen2, architecture 'qwen2'", "'', architecture ''"})
    void saysWhichArchitectureItCannotRun(String architecture, String message) {
        assertThatThrownBy(() -> open(architecture, UnaryOperator.identity()))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource({
        "[INST], true, with another chat template",
        "'', true, without a chat template",
        "<用户>, false, without a head of its own",
    })
    void takesNoOtherLlamaForOneOfOurs(String template, boolean head, String reason) {
        assertThatThrownBy(() -> open("llama", b -> {
                    GgufBytes file = template.isEmpty() ? b : b.put("tokenizer.chat_template", template);
                    return head ? file.tensor("output.weight", List.of(300L, 64L), new float[300 * 64]) : file;
                }))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("architecture 'llama', " + reason);
    }

    @ParameterizedTest
    @CsvSource({"rope.scale_linear, 4", "rope.scaling.factor, 4", "attention.sliding_window, 512", "rope.new_name, 1"})
    void refusesANumberThatWouldChangeTheArithmetic(String key, float number) {
        assertThatThrownBy(() -> open("minicpm", b -> b.put("minicpm." + key, number)))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining(key.startsWith("rope.scal") ? "scaled rotation" : "'minicpm." + key + "'");
    }

    @Test
    void passesOverKeysThatChangeNothing() {
        try (Checkpoint model = open(
                "minicpm",
                b -> b.put("minicpm.rope.scaling.type", "linear")
                        .put("minicpm.rope.scaling.factor", 1f)
                        .put("minicpm.vocab_size", 300)
                        .put("tokenizer.chat_template.tool_use", "x")
                        .put("general.license.text", "long")
                        .put("somebody.note", 7))) {
            assertThat(model.decoder().ropeBase()).isEqualTo(10_000);
        }
    }

    @Test
    void putsBackWhatOldConvertersLost() {
        // given: every token alike in score, user-defined ones marked as ordinary
        Path path = TinyGguf.decoder("minicpm").writeTo(folder.resolve("a.gguf"));

        // when
        Tokenizer tokenizer = KnownFamilies.ALL.tokenizer(path);

        // then
        assertThat(tokenizer.encode("ab")).containsExactly(TinyGguf.AB);
        assertThat(tokenizer.encode(" ")).containsExactly(TinyGguf.SPACE);
        assertThat(tokenizer.encode("<SEP>ab")).containsExactly(3, TinyGguf.AB);
        assertThat(tokenizer.decode(TinyGguf.AB, TinyGguf.SPACE)).isEqualTo("ab ");
    }

    @Test
    void readsAModelInShards() throws IOException {
        // given
        writeShards(3);

        // when
        try (Checkpoint model = KnownFamilies.ALL.open(folder.resolve("m-00002-of-00003.gguf"))) {
            // then
            assertThat(model.place()).hasFileName("m-00001-of-00003.gguf");
            assertThat(model.weights().names()).contains("model.embed_tokens.weight", "model.norm.weight");
        }
        assertThat(GgufModel.isModel(folder)).isTrue();

        // given
        Files.delete(folder.resolve("m-00003-of-00003.gguf"));

        // then
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("m-00003-of-00003.gguf")
                .hasMessageContaining("no file of this name");
    }

    @Test
    void refusesShardsThatDoNotBelongTogether() throws IOException {
        // given
        writeShards(4);

        // then
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("split.count");
    }

    @Test
    void refusesATensorInTwoShards() {
        // given
        for (int i = 0; i < 2; i++) {
            TinyGguf.decoder("minicpm").writeTo(folder.resolve("m-0000" + (i + 1) + "-of-00002.gguf"));
        }

        // then
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("each tensor in one shard, found 'token_embd.weight' again");
    }

    @Test
    void givesVectorsInBlocksAsLongAsTheyAreStored() throws IOException {
        // given: a gain whose type is Q4_0 instead of F32, behind its name, one axis and its length
        byte[] file = TinyGguf.decoder("minicpm").toByteArray();
        String name = "output_norm.weight";
        int at = new String(file, StandardCharsets.ISO_8859_1).indexOf(name) + name.length();
        file[at + Integer.BYTES + Long.BYTES] = 2;
        Path path = Files.write(folder.resolve("a.gguf"), file);

        // when
        try (Checkpoint model = KnownFamilies.ALL.open(path)) {
            // then
            assertThat(model.weights()
                            .bytes(WeightRef.vector("model.norm.weight", 64))
                            .byteSize())
                    .isEqualTo(DType.Q4_0.rowBytes(64));
        }
    }

    @Test
    void refusesATableOfPositionsThatIsNone() {
        // given: four numbers, which as rows and columns alike would be sixteen
        try (Checkpoint v2 = KnownFamilies.ALL.open(GoldenFolder.of("v2"))) {
            GgufCheckpoint.decoder(v2.decoder(), v2.weights(), (SentencePieceTokenizer) v2.tokenizer())
                    .writeTo(folder.resolve("m.gguf"));
        }
        new GgufBytes()
                .put("general.architecture", "clip")
                .put("clip.has_minicpmv_projector", true)
                .put("clip.vision.patch_size", 1)
                .tensor("resampler.pos_embed", List.of(1L, 1L), 0)
                .tensor("v.patch_embd.weight", List.of(4L, 3L, 1L, 1L), new float[12])
                .tensor("v.patch_embd.bias", List.of(4L), new float[4])
                .tensor("v.position_embd.weight", List.of(4L), new float[4])
                .writeTo(folder.resolve("mmproj-m.gguf"));

        // then
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder.resolve("m.gguf")))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("'v.position_embd.weight' with two axes, found axes [4]");
    }

    private void writeShards(int said) {
        TinyGguf.decoder("minicpm")
                .put("split.count", said)
                .put("split.no", 0)
                .writeTo(folder.resolve("m-00001-of-00003.gguf"));
        for (int i = 1; i < 3; i++) {
            new GgufBytes()
                    .put("split.count", said)
                    .put("split.no", i)
                    .tensor("more." + i, List.of(1L), 1)
                    .writeTo(folder.resolve("m-0000" + (i + 1) + "-of-00003.gguf"));
        }
    }

    @Test
    void wantsTheFileNamedWhenThereAreSeveral() {
        // given
        TinyGguf.decoder("minicpm").writeTo(folder.resolve("a.gguf"));
        TinyGguf.decoder("minicpm").writeTo(folder.resolve("b.gguf"));

        // then
        assertThatThrownBy(() -> KnownFamilies.ALL.open(folder))
                .isInstanceOf(WeightFormatException.class)
                .hasMessageContaining("several, among them 'a.gguf' and 'b.gguf'; name the file itself");
    }

    private Checkpoint open(String architecture, UnaryOperator<GgufBytes> change) {
        return KnownFamilies.ALL.open(
                change.apply(TinyGguf.decoder(architecture)).writeTo(folder.resolve(architecture + ".gguf")));
    }
}

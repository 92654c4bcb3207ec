package dev.tuwen.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.family.Families;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.generate.Generator;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.generate.PictureInPrompt;
import dev.tuwen.generate.Prompt;
import dev.tuwen.generate.PromptEncoder;
import dev.tuwen.generate.PromptPart;
import dev.tuwen.model.fourth.Fourth;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.tokenizer.chat.ChatMessage;
import dev.tuwen.vision.EncodingProgress;
import dev.tuwen.vision.VisionModel;
import dev.tuwen.vision.image.Bitmap;
import dev.tuwen.weights.UnsupportedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A family takes one package and one line in a list: everything else asks the value.
final class FourthFamilyTest {
    private static final int IMAGE = 256 + 3;
    private static final int SLICE = 256 + 5;

    @TempDir
    Path folder;

    @BeforeEach
    void writesItsFiles() throws IOException {
        Path golden = GoldenFolder.of("v2");
        Files.copy(golden.resolve("model.safetensors"), folder.resolve("model.safetensors"));
        String settings = Files.readString(golden.resolve("config.json"))
                .replace("\"minicpmv\"", "\"fourth\"")
                .replace("\"MiniCPMV\"", "\"Fourth\"");
        Files.writeString(folder.resolve("config.json"), settings);
    }

    private static Families withFourth() {
        var members = new ArrayList<>(KnownFamilies.ALL.members());
        members.add(Fourth.family());
        return new Families(members);
    }

    @Test
    void isAStrangerWithoutItsLineInTheList() {
        assertThatThrownBy(() -> ModelParts.open(folder))
                .isInstanceOf(UnsupportedModelException.class)
                .hasMessageContaining("another model, 'Fourth'");
    }

    @Test
    void seesAndAnswersWithItsLineInTheList() {
        // given
        ModelParts parts = ModelParts.open(folder, withFourth());
        Backend backend = Backends.choose("cpu").open(BackendOptions.DEFAULT);
        try (OpenedModel model = OpenedModel.load(parts, backend, LanguageModelOptions.exact(), DType.F32)) {
            PromptEncoder prompts = model.parts().prompts();
            VisionModel vision = Objects.requireNonNull(model.vision());

            // when
            PictureInPrompt picture = vision.encode(
                            new Bitmap(200, 90, new byte[200 * 90 * 3]), EncodingProgress.SILENT, new Cancellation())
                    .inPrompt();
            var message = ChatMessage.user("<image>?", List.of(picture.placeholder()));
            int[] ids = parts.tokenizer().encode(parts.family().chat().parts(List.of(message)));
            var written = new ArrayList<PromptPart>();
            written.add(prompts.begin());
            written.addAll(prompts.insert(ids, picture.features()));
            Generator.Trace trace = new Generator(model.language(), prompts)
                    .trace(new Prompt(written), probe -> false, 5, 1, new Cancellation());

            // then
            assertThat(parts.family().id()).isEqualTo("fourth");
            assertThat(parts.tokenizer().decode(ids)).startsWith("user\n").endsWith("<image>?\nassistant\n");
            assertThat(ids).contains(IMAGE, SLICE);
            assertThat(picture.features().size()).isGreaterThan(1);
            assertThat(trace.tokens()).hasSize(5);
        }
    }

    @Test
    void stopsAtEitherOfItsTwoTokens() {
        try (ModelParts parts = ModelParts.open(folder, withFourth())) {
            var added = parts.tokenizer().specialTokens().added();

            assertThat(added.keySet().stream()
                            .filter(text -> parts.prompts().isStop(Objects.requireNonNull(added.get(text)))))
                    .containsExactly("<|im_end|>", "<|endoftext|>");
            assertThat(parts.prompts().begin().length()).isZero();
        }
    }
}

package dev.tuwen.assistant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.library.ModelSpec;
import dev.tuwen.model.OpenListener;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.OpenProgress;
import dev.tuwen.model.OpenProgress.Stage;
import dev.tuwen.model.WeightPrecision;
import dev.tuwen.sampling.SamplingOptions;
import dev.tuwen.testkit.GoldenFolder;
import dev.tuwen.weights.ModelFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// Opening and closing models.
final class AssistantTest {
    private final WatchedBackend backend = new WatchedBackend();

    @ParameterizedTest
    @CsvSource({"text, text, false, F16", "text_gptq, text, false, Q4_0", "v1, v1, true, BF16", "v2, v2, true, BF16"})
    void saysWhatWasOpened(String model, String family, boolean sees, String weights) {
        // when
        try (Assistant assistant = open(model, WeightPrecision.AUTO, OpenListener.NONE)) {
            AssistantInfo info = assistant.info();

            // then
            assertThat(info.modelName()).isEqualTo(model);
            assertThat(info.family().id()).isEqualTo(family);
            assertThat(info.seesPictures()).isEqualTo(sees);
            assertThat(info.weights()).isEqualTo(weights);
            assertThat(info.weightsChosenForMemory()).isFalse();
            assertThat(info.demo()).isFalse();
            assertThat(info.backendId()).isEqualTo("cpu");
            assertThat(info.contextLimit()).isEqualTo(2048);
            assertThat(info.weightBytes()).isPositive();
        }
        assertThat(backend.survivors()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = WeightPrecision.class,
            names = {"F32", "BF16", "Q8_0", "Q4_0"})
    void answersInEveryPrecision(WeightPrecision precision) {
        // when
        try (Assistant assistant = open("v2", precision, OpenListener.NONE)) {
            Answer answer = assistant
                    .newChat()
                    .ask(Dialogue.EMPTY.ask("?", List.of()), new AskOptions(SamplingOptions.GREEDY, 4), event -> {})
                    .await();

            // then
            assertThat(assistant.info().weights()).isEqualTo(precision.name());
            assertThat(answer.answerTokens()).isPositive();
        }
    }

    @Test
    void reportsStagesInOrderAndNeverFallsBack() {
        // given
        var heard = new ArrayList<OpenProgress>();

        // when
        open("v2", WeightPrecision.AUTO, heard::add).close();

        // then
        assertThat(heard)
                .extracting(OpenProgress::stage)
                .isSorted()
                .contains(Stage.READING_FILES, Stage.PACKING_WEIGHTS);
        assertThat(heard).extracting(OpenProgress::fraction).isSorted();
        assertThat(heard.getLast().fraction()).isEqualTo(1);
    }

    @Test
    void givesUpWhenAskedToAndLeavesNothing() {
        // given
        var impatient = new OpenListener() {
            private boolean enough;

            @Override
            public void progress(OpenProgress progress) {
                enough |= progress.stage() == Stage.PACKING_WEIGHTS && progress.fraction() > 0.3;
            }

            @Override
            public boolean cancelled() {
                return enough;
            }
        };

        // then
        assertThatThrownBy(() -> open("v2", WeightPrecision.AUTO, impatient)).isInstanceOf(CancellationException.class);
        assertThat(backend.survivors()).isEmpty();
    }

    @Test
    void saysWhichFileIsDamaged(@TempDir Path folder) throws IOException {
        // given
        try (Stream<Path> files = Files.list(GoldenFolder.of("v2"))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
        Path weights = folder.resolve("model.safetensors");
        byte[] whole = Files.readAllBytes(weights);
        Files.delete(weights);
        Files.write(weights, java.util.Arrays.copyOf(whole, whole.length / 2));

        // then
        assertThatThrownBy(() -> OpenedAssistant.open(
                        new ModelSpec.Folder(folder), OpenOptions.DEFAULT, backend.choice(), OpenListener.NONE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("model.safetensors");
        assertThat(backend.survivors()).isEmpty();
    }

    @Test
    void takesTheMakersSampling() {
        // when
        try (Assistant text = open("text", WeightPrecision.AUTO, OpenListener.NONE);
                Assistant first = open("v1", WeightPrecision.AUTO, OpenListener.NONE);
                Assistant second = open("v2", WeightPrecision.AUTO, OpenListener.NONE)) {
            // then
            assertThat(text.info().defaults()).isEqualTo(new SamplingOptions(0.8f, 50, 0.8f, 1, 1, 0));
            assertThat(first.info().defaults()).isEqualTo(new SamplingOptions(0.6f, 100, 0.8f, 1, 1, 0));
            assertThat(second.info().defaults()).isEqualTo(new SamplingOptions(0.7f, 100, 0.8f, 1.05f, 1, 0));
        }
    }

    @Test
    void answersTheSameWarmOrCold() {
        // given
        try (OpenedAssistant cold = open("v2", WeightPrecision.AUTO, OpenListener.NONE);
                OpenedAssistant warm = open("v2", WeightPrecision.AUTO, OpenListener.NONE)) {
            String expected = ask(cold);
            backend.forget();

            // when
            warm.warmUp();
            while (backend.runs("") == 0) {
                Thread.onSpinWait();
            }

            // then
            assertThat(ask(warm)).isEqualTo(expected);
        }
        assertThat(backend.survivors()).isEmpty();
    }

    @Test
    void closesWhileItWarmsUp() {
        // given
        OpenedAssistant assistant = open("v2", WeightPrecision.AUTO, OpenListener.NONE);

        // when
        assistant.warmUp();
        assistant.close();

        // then
        assertThat(backend.survivors()).isEmpty();
    }

    private static String ask(Assistant assistant) {
        return assistant
                .newChat()
                .ask(Dialogue.EMPTY.ask("What?", List.of()), new AskOptions(SamplingOptions.GREEDY, 8), event -> {})
                .await()
                .text();
    }

    private OpenedAssistant open(String model, WeightPrecision precision, OpenListener listener) {
        return OpenedAssistant.open(
                new ModelSpec.Folder(GoldenFolder.of(model)),
                new OpenOptions("cpu", precision, 2),
                backend.choice(),
                listener);
    }
}

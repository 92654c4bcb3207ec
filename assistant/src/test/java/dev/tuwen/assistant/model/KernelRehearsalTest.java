package dev.tuwen.assistant.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.assistant.OpenListener;
import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.testkit.GoldenFolder;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A layer that runs while the others are packed.
final class KernelRehearsalTest {
    @ParameterizedTest
    @ValueSource(strings = {"text", "text_gptq", "v2"})
    void leavesTheWeightsAsTheyWereAndEndsWhenClosed(String folder) throws InterruptedException {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of(folder))) {
            var gain = WeightRef.vector("model.norm.weight", parts.decoder().hiddenSize());
            byte[] before = parts.weights().bytes(gain).toArray(ValueLayout.JAVA_BYTE);
            var decoding = new LanguageModelOptions(LoadOptions.asStored(), DType.F16, 0);

            Thread thread;
            try (var rehearsal = KernelRehearsal.begin(Backends.choose("cpu"), parts, decoding, null)) {
                thread = Thread.getAllStackTraces().keySet().stream()
                        .filter(running -> running.getName().equals("tuwen-rehearsal"))
                        .findAny()
                        .orElseThrow();
                assertThat(rehearsal.isRunning()).isTrue();
                assertThat(parts.weights().bytes(gain).toArray(ValueLayout.JAVA_BYTE))
                        .isEqualTo(before);
            }

            assertThat(thread.join(Duration.ofSeconds(20))).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "v2"})
    void saysWhenItDoesNotGetFasterAnyMore(String folder) {
        try (ModelParts parts = ModelParts.open(GoldenFolder.of(folder))) {
            var decoding = new LanguageModelOptions(LoadOptions.asStored(), DType.F16, 0);
            try (var rehearsal = KernelRehearsal.begin(Backends.choose("cpu"), parts, decoding, null)) {
                boolean settled =
                        rehearsal.settles(Duration.ofSeconds(60).toNanos(), new OpenReport(OpenListener.NONE));

                assertThat(settled).isTrue();
            }
        }
    }
}

package dev.tuwen.assistant.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.assistant.bench.BenchRequest.Subject;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.model.OpenOptions;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.WeightPrecision;
import dev.tuwen.testkit.GoldenFolder;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is measured, not how fast it is.
final class BenchmarkTest {
    @Test
    void measuresATextModel() {
        // given
        var steps = new ArrayList<String>();
        var request = request("text", WeightPrecision.Q8_0, List.of(5, 9), 3, OptionalInt.empty());

        // when
        BenchResult result = Benchmark.run(request, steps::add, new Cancellation());

        // then
        assertThat(result.model()).isEqualTo("text, Q8_0");
        assertThat(result.threads()).isEqualTo(1);
        assertThat(result.prefill()).extracting(BenchResult.Prefill::tokens).containsExactly(5, 9);
        assertThat(result.prefill())
                .allSatisfy(prefill -> assertSound(prefill.tokensPerSecond()))
                .allSatisfy(prefill -> assertSound(prefill.gmacsPerSecond()));
        assertSound(result.decode().orElseThrow().gigabytesPerSecond());
        assertSound(result.decodeSampled().orElseThrow().tokensPerSecond());
        assertSound(result.firstAnswer().secondsToFirstToken());
        assertSound(result.loadSeconds());
        assertSound(result.machine().orElseThrow().readGigabytesPerSecond());
        assertThat(result.vision()).isEmpty();
        assertThat(steps.indexOf("giving the first answer")).isLessThan(steps.indexOf("warming up with 5 tokens"));
    }

    @ParameterizedTest
    @CsvSource({"v1, 1, 1", "v2, 1, 1", "v2, 4, 5", "v2, 9, 10"})
    void encodesAPictureOfSoManySlices(String model, int slices, int withOverview) {
        // when
        BenchResult result = Benchmark.run(
                request(model, WeightPrecision.AUTO, List.of(), 0, OptionalInt.of(slices)),
                step -> {},
                new Cancellation());

        // then
        assertThat(result.prefill()).isEmpty();
        assertThat(result.decode()).isEmpty();
        assertThat(result.decodeSampled()).isEmpty();
        BenchResult.Vision vision = result.vision().orElseThrow();
        assertThat(vision.slices()).isEqualTo(withOverview);
        assertSound(vision.secondsPerPicture());
        assertThat(vision.secondsPerPass()).matches(pass -> pass.isPresent() == withOverview > 1);
        vision.secondsPerPass().ifPresent(BenchmarkTest::assertSound);
    }

    @Test
    void saysThatATextModelSeesNothing() {
        assertThatThrownBy(() -> run(request("text", WeightPrecision.AUTO, List.of(), 0, OptionalInt.of(1))))
                .isInstanceOf(PicturesNotSupportedException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "v1, 2, the model does not cut pictures",
        "v2, 10, the model cuts a picture into at most 9 slices",
    })
    void saysHowManySlicesThereCanBe(String model, int slices, String message) {
        assertThatThrownBy(() -> run(request(model, WeightPrecision.AUTO, List.of(), 0, OptionalInt.of(slices))))
                .isInstanceOf(BenchMistakeException.class)
                .hasMessageContaining(message);
    }

    @Test
    void saysWhichPromptDoesNotFit() {
        assertThatThrownBy(() -> run(request("text", WeightPrecision.AUTO, List.of(2040), 16, OptionalInt.empty())))
                .isInstanceOf(BenchMistakeException.class)
                .hasMessage("a prompt of 2040 tokens and 16 more do not fit the model's 2048 positions");
    }

    @Test
    void stopsWhenCancelled() {
        // given
        var cancellation = new Cancellation();

        // when
        var request = request("text", WeightPrecision.AUTO, List.of(5), 3, OptionalInt.empty());

        // then
        assertThatThrownBy(() -> Benchmark.run(request, step -> cancellation.cancel(), cancellation))
                .isInstanceOf(CancellationException.class);
    }

    private static void run(BenchRequest request) {
        Benchmark.run(request, step -> {}, new Cancellation());
    }

    private static BenchRequest request(
            String model, WeightPrecision weights, List<Integer> prompts, int generate, OptionalInt images) {
        return new BenchRequest(
                new Subject.Stored(model, GoldenFolder.of(model)),
                new OpenOptions("cpu", weights, 1),
                prompts,
                generate,
                images);
    }

    private static void assertSound(Spread spread) {
        assertThat(spread.min()).isPositive();
        assertThat(spread.median()).isBetween(spread.min(), spread.max());
    }
}

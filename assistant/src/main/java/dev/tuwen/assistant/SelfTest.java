package dev.tuwen.assistant;

import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.Sample;
import dev.tuwen.demo.SampleQuestion;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// Whether a device sees: the demo model is asked about six pictures that come with it, in Chinese and English in
/// turns, and its answers are compared, letter by letter, with those it is known to give. Any thread.
public final class SelfTest {
    private static final int PICTURES = 6;
    private static final List<String> LANGUAGES = List.of("zh", "en");

    private SelfTest() {}

    /// One picture as it went.
    ///
    /// @param picture its file name
    /// @param question what was asked
    /// @param expected the known answer
    /// @param answer what was answered
    public record Outcome(String picture, String question, String expected, String answer) {
        /// Whether the answer is the known one.
        public boolean passed() {
            return answer.equals(expected);
        }
    }

    /// Asks about each picture, in a conversation of its own.
    ///
    /// @param demo the opened demo model; stays open
    /// @param cancelled asked before each question
    /// @return the pictures in their order
    /// @throws CancellationException if `cancelled` said so
    public static List<Outcome> run(Assistant demo, BooleanSupplier cancelled) {
        if (!demo.info().demo()) {
            throw new IllegalArgumentException("the self-test is for the demo model, not for '"
                    + demo.info().modelName() + "'");
        }
        var outcomes = new ArrayList<Outcome>();
        for (Sample sample : DemoModel.samples().subList(0, PICTURES)) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the self-test was cancelled");
            }
            SampleQuestion question = question(sample, LANGUAGES.get(outcomes.size() % LANGUAGES.size()));
            outcomes.add(new Outcome(
                    sample.file(), question.question(), question.answer(), ask(demo, sample, question.question())));
        }
        return List.copyOf(outcomes);
    }

    private static SampleQuestion question(Sample sample, String language) {
        return sample.questions().stream()
                .filter(question -> question.language().equals(language))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "sample picture '" + sample.file() + "' has no question in '" + language + "'"));
    }

    private static String ask(Assistant demo, Sample sample, String question) {
        try (InputStream content = DemoModel.openSample(sample.file())) {
            List<Picture> shown = List.of(Picture.decode(sample.file(), content.readAllBytes()));
            return DemoEvaluation.greedyAnswer(demo, question, shown);
        } catch (IOException e) {
            throw new UncheckedIOException("sample picture '" + sample.file() + "' cannot be read", e);
        }
    }
}

package dev.tuwen.assistant;

import dev.tuwen.demo.DemoModel;
import dev.tuwen.demo.HeldOut;
import dev.tuwen.demo.HeldOutQuestion;
import dev.tuwen.sampling.SamplingOptions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/// How many of the held-out questions the demo model answers right: letter by letter, and for a question after a box,
/// by a box that overlaps the expected one by more than half (intersection over union). Any thread; used once.
public final class DemoEvaluation {
    private static final int LONGEST_ANSWER = 128;
    private static final double HALF = 0.5;

    private DemoEvaluation() {}

    /// Right answers out of all.
    ///
    /// @param right answers that equal the expected one
    /// @param all questions asked
    public record Score(int right, int all) {
        /// Nothing asked.
        public static final Score NONE = new Score(0, 0);

        Score plus(boolean isRight) {
            return new Score(right + (isRight ? 1 : 0), all + 1);
        }

        /// Share of right answers; 0 when nothing was asked.
        public double accuracy() {
            return all == 0 ? 0 : (double) right / all;
        }
    }

    /// The result.
    ///
    /// @param total over everything
    /// @param byKind by kind of question, then by language
    public record Result(Score total, Map<String, Map<String, Score>> byKind) {
        /// Over all kinds in one language.
        public Score language(String language) {
            Score sum = Score.NONE;
            for (Map<String, Score> languages : byKind.values()) {
                Score score = languages.getOrDefault(language, Score.NONE);
                sum = new Score(sum.right() + score.right(), sum.all() + score.all());
            }
            return sum;
        }
    }

    /// One question as it went.
    ///
    /// @param question what was asked
    /// @param expected the right answer
    /// @param answer what the model said
    /// @param right whether that counts as right
    public record Asked(String question, String expected, String answer, boolean right) {}

    /// Told after each question.
    @FunctionalInterface
    public interface Listener {
        /// One more was asked.
        ///
        /// @param done how many so far
        /// @param total how many there are
        /// @param asked what was asked and said
        void answered(int done, int total, Asked asked);
    }

    /// Asks the held-out questions, each in a conversation of its own.
    ///
    /// @param assistant the opened demo model; stays open
    /// @param limit maximum of questions, spread evenly over the archive; 0 for all
    /// @param listener told after each question
    /// @param cancelled asked before each question
    /// @throws CancellationException if `cancelled` said so
    public static Result run(Assistant assistant, int limit, Listener listener, BooleanSupplier cancelled) {
        HeldOut heldOut = DemoModel.heldOut();
        List<HeldOutQuestion> questions = heldOut.questions();
        int count = limit == 0 ? questions.size() : Math.min(limit, questions.size());
        var pictures = new HashMap<String, Picture>();
        var byKind = new TreeMap<String, Map<String, Score>>();
        Score total = Score.NONE;
        for (int i = 0; i < count; i++) {
            if (cancelled.getAsBoolean()) {
                throw new CancellationException("the evaluation was cancelled");
            }
            HeldOutQuestion question = questions.get((int) ((long) i * questions.size() / count));
            String answer = ask(assistant, question, heldOut, pictures);
            boolean right = isRight(question.answer().strip(), answer);
            total = total.plus(right);
            byKind.computeIfAbsent(question.kind(), kind -> new TreeMap<>())
                    .merge(
                            question.language(),
                            Score.NONE.plus(right),
                            (a, b) -> new Score(a.right() + b.right(), a.all() + b.all()));
            listener.answered(i + 1, count, new Asked(question.question(), question.answer(), answer, right));
        }
        return new Result(total, byKind);
    }

    /// Whether an answer is the expected one; where that holds a box, words may differ and the box only has to overlap.
    static boolean isRight(String expected, String answer) {
        return AnswerBox.in(expected)
                .map(wanted -> AnswerBox.in(answer)
                        .map(given -> given.overlap(wanted) > HALF)
                        .orElse(false))
                .orElseGet(() -> answer.equals(expected));
    }

    private static String ask(
            Assistant assistant, HeldOutQuestion question, HeldOut heldOut, Map<String, Picture> pictures) {
        List<Picture> shown = List.of();
        String image = question.image();
        if (image != null) {
            shown = List.of(pictures.computeIfAbsent(image, name -> picture(name, heldOut)));
        }
        return greedyAnswer(assistant, question.question(), shown);
    }

    /// What the demo model says in a conversation of its own, the likeliest token each time.
    static String greedyAnswer(Assistant assistant, String question, List<Picture> shown) {
        try (Chat chat = assistant.newChat()) {
            var options = new AskOptions(SamplingOptions.GREEDY, LONGEST_ANSWER);
            return chat.ask(Dialogue.EMPTY.ask(question, shown), options, event -> {})
                    .await()
                    .text()
                    .strip();
        }
    }

    private static Picture picture(String name, HeldOut heldOut) {
        byte[] content = heldOut.pictures().get(name);
        if (content == null) {
            throw new IllegalStateException("held-out picture '" + name + "' is missing");
        }
        return Picture.decode(name, content);
    }
}

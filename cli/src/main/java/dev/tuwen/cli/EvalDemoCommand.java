package dev.tuwen.cli;

import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.DemoEvaluation;
import dev.tuwen.assistant.DemoEvaluation.Score;
import dev.tuwen.library.ModelLibrary;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tuwen eval-demo`: how good the demo model is.
@Command(mixinStandardHelpOptions = true)
final class EvalDemoCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Interruption interruption;

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Option(
            names = "--limit",
            paramLabel = "N",
            converter = AnswerOptions.Count.class,
            description = "Asks only so many, spread evenly (default: all).")
    private int limit;

    @Option(names = "--wrong", description = "Prints every wrong answer to standard error.")
    private boolean wrong;

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    EvalDemoCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        long start = System.nanoTime();
        try (Assistant assistant = model.open(terminal, interruption)) {
            if (!assistant.info().seesPictures()) {
                throw new MistakeException("the held-out questions are about pictures, '"
                        + assistant.info().modelName() + "' reads text only; use '" + ModelLibrary.DEMO + "'");
            }
            DemoEvaluation.Result result =
                    DemoEvaluation.run(assistant, limit, this::answered, interruption::isInterrupted);
            terminal.clearProgress();
            double seconds = (System.nanoTime() - start) * 1e-9;
            terminal.println(json ? Json.pretty(object(result, assistant, seconds)) : table(result));
            return Main.DONE;
        }
    }

    private void answered(int done, int total, DemoEvaluation.Asked asked) {
        if (wrong && !asked.right()) {
            terminal.complain(asked.question() + " | " + asked.expected() + " | " + asked.answer());
        }
        terminal.progress("asked " + done + " of " + total + " questions …");
    }

    private static Map<String, Object> object(DemoEvaluation.Result result, Assistant assistant, double seconds) {
        var object = new LinkedHashMap<String, Object>();
        object.put("accuracy", result.total().accuracy());
        object.put("right", result.total().right());
        object.put("questions", result.total().all());
        var languages = new LinkedHashMap<String, Object>();
        for (String language : languages(result)) {
            languages.put(language, score(result.language(language)));
        }
        object.put("languages", languages);
        var kinds = new LinkedHashMap<String, Object>();
        result.byKind().forEach((kind, scores) -> {
            var byLanguage = new LinkedHashMap<String, Object>();
            scores.forEach((language, score) -> byLanguage.put(language, score(score)));
            kinds.put(kind, byLanguage);
        });
        object.put("kinds", kinds);
        object.put("weights", assistant.info().weights());
        object.put("device", assistant.info().deviceName());
        object.put("seconds", Math.round(seconds * 10) / 10.0);
        return object;
    }

    private static Map<String, Object> score(Score score) {
        var object = new LinkedHashMap<String, Object>();
        object.put("accuracy", score.accuracy());
        object.put("right", score.right());
        object.put("questions", score.all());
        return object;
    }

    private static List<String> languages(DemoEvaluation.Result result) {
        var languages = new TreeSet<String>();
        result.byKind().values().forEach(scores -> languages.addAll(scores.keySet()));
        return List.copyOf(languages);
    }

    private static String table(DemoEvaluation.Result result) {
        List<String> languages = languages(result);
        var text = new StringBuilder(String.format(Locale.ROOT, "%-12s", "kind"));
        languages.forEach(language -> text.append(String.format(Locale.ROOT, "%20s", language)));
        text.append('\n');
        result.byKind().forEach((kind, scores) -> {
            text.append(String.format(Locale.ROOT, "%-12s", kind));
            languages.forEach(language -> text.append(cell(scores.getOrDefault(language, Score.NONE))));
            text.append('\n');
        });
        text.append(String.format(Locale.ROOT, "%-12s", "all"));
        languages.forEach(language -> text.append(cell(result.language(language))));
        return text.append("\n\n")
                .append(cell(result.total()).strip())
                .append(" right")
                .toString();
    }

    private static String cell(Score score) {
        String counts = "(" + score.right() + "/" + score.all() + ")";
        return score.all() == 0
                ? String.format(Locale.ROOT, "%20s", "-")
                : String.format(
                        Locale.ROOT, "%20s", String.format(Locale.ROOT, "%.1f %% %s", 100 * score.accuracy(), counts));
    }
}

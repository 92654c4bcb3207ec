package dev.tuwen.cli;

import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Chat;
import dev.tuwen.assistant.Dialogue;
import dev.tuwen.assistant.Picture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `tuwen ask`: one question, one answer.
@Command(mixinStandardHelpOptions = true)
final class AskCommand implements Callable<Integer> {
    private static final String HELP = "-h";
    private static final String VERSION = "-V";

    private final Terminal terminal;
    private final Interruption interruption;

    @Option(names = "--image", paramLabel = "FILE", description = "A picture to ask about; may be given several times.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    @Option(names = "--json", description = "Prints one JSON object at the end instead of the text.")
    private boolean json;

    @Parameters(
            arity = "0..*",
            paramLabel = "QUESTION",
            description = "What to ask; - or nothing for what standard input holds.")
    private List<String> question = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    AskCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    /// The command. A question may begin with what would be an option elsewhere: `-h` and `-V` are seen by the command
    /// itself.
    static CommandLine commandLine(Terminal terminal, Interruption interruption) {
        var line = new CommandLine(new AskCommand(terminal, interruption));
        CommandSpec spec = line.getCommandSpec();
        for (String name : List.of("--help", "--version")) {
            OptionSpec option = Objects.requireNonNull(spec.findOption(name));
            spec.remove(option);
            spec.addOption(option.toBuilder().names(name).build());
        }
        return line.setUnmatchedOptionsArePositionalParams(true);
    }

    @Override
    public Integer call() {
        if (isMeant(HELP)) {
            spec.commandLine().usage(terminal.outWriter());
            return Main.DONE;
        }
        if (isMeant(VERSION)) {
            spec.commandLine().printVersionHelp(terminal.outWriter());
            return Main.DONE;
        }
        String asking = question();
        List<Picture> pictures = Pictures.read(images, terminal);
        long start = System.nanoTime();
        try (Assistant assistant = model.open(terminal, interruption);
                Chat chat = assistant.newChat()) {
            double openSeconds = (System.nanoTime() - start) * 1e-9;
            AskOptions options = answer.over(assistant.info());
            Dialogue asked = Dialogue.EMPTY.ask(asking, pictures);
            Answer given = new AnswerPrinter(terminal, !json)
                    .show(listener -> chat.ask(asked, options, listener), interruption);
            if (json) {
                terminal.println(
                        summary(given, assistant.info(), options, openSeconds, (System.nanoTime() - start) * 1e-9));
            }
            return Main.DONE;
        }
    }

    /// Whether a word is an option and no part of the question: words that follow it make it one.
    private boolean isMeant(String option) {
        return typedOptions().contains(option)
                && question.contains(option)
                && (question.size() == 1 || !question.getFirst().equals(option));
    }

    /// What was typed before `--`.
    private List<String> typedOptions() {
        List<String> typed = spec.commandLine().getParseResult().originalArgs();
        int end = typed.indexOf("--");
        return end < 0 ? typed : typed.subList(0, end);
    }

    /// A question may begin with a dash, as `-5 + 3 = ?` does; what is written as an option is hardly one, unless it
    /// stands behind `--`.
    private String question() {
        List<String> options = typedOptions();
        boolean piped = question.isEmpty() && !terminal.inputIsTerminal();
        if (piped || (question.equals(List.of("-")) && options.contains("-"))) {
            return standardInput();
        }
        if (question.isEmpty()) {
            throw missing();
        }
        for (String word : question) {
            boolean letter = List.of(HELP, VERSION).contains(word.split("=", 2)[0]);
            if (!letter && Main.looksLikeOption(word) && options.contains(word)) {
                throw new UnmatchedArgumentException(spec.commandLine(), List.of(word));
            }
        }
        return String.join(" ", question);
    }

    private String standardInput() {
        byte[] bytes;
        try {
            bytes = terminal.in().readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("reading standard input", e);
        }
        String text = InputText.decode(bytes)
                .map(decoded -> InputText.strip(decoded.text()))
                .orElseThrow(() -> new MistakeException(
                        "standard input is neither UTF-8 nor in another encoding that can be told"));
        if (text.isEmpty()) {
            throw missing();
        }
        return text;
    }

    private MissingParameterException missing() {
        return new MissingParameterException(
                spec.commandLine(), spec.positionalParameters().getFirst(), "no question");
    }

    private static String summary(
            Answer given, AssistantInfo info, AskOptions options, double openSeconds, double totalSeconds) {
        var object = new LinkedHashMap<String, Object>();
        object.put("answer", given.text());
        object.put("stop_reason", given.reason().name().toLowerCase(Locale.ROOT));
        object.put("prompt_tokens", given.promptTokens());
        object.put("reused_tokens", given.reusedTokens());
        object.put("answer_tokens", given.answerTokens());
        object.put("context_used", given.contextUsed());
        object.put("context_limit", given.contextLimit());
        object.put("open_seconds", rounded(openSeconds));
        object.put("first_token_seconds", rounded(given.secondsToFirstToken()));
        object.put("tokens_per_second", rounded(given.tokensPerSecond()));
        object.put("total_seconds", rounded(totalSeconds));
        object.put("model", info.modelName());
        object.put("family", info.family().id());
        object.put("weights", info.weights());
        object.put("backend", info.backendId());
        object.put("device", info.deviceName());
        object.put("seed", options.sampling().seed());
        return Json.line(object);
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}

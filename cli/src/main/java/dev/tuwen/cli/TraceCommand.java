package dev.tuwen.cli;

import dev.tuwen.assistant.trace.TracePrompt;
import dev.tuwen.assistant.trace.TraceRequest;
import dev.tuwen.assistant.trace.TraceWriter;
import dev.tuwen.compute.spi.Cancellation;
import dev.tuwen.filetype.FileFailure;
import dev.tuwen.library.ModelLibrary;
import dev.tuwen.vision.image.Completeness;
import dev.tuwen.vision.image.ImageFormatException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/// `tuwen trace`: what each stage of a model produced, for comparison with another implementation.
@Command(mixinStandardHelpOptions = true)
final class TraceCommand implements Callable<Integer> {
    private final Terminal terminal;
    private final Interruption interruption;

    @Option(
            names = "--model",
            required = true,
            paramLabel = "DIR|FILE",
            description = "Folder of a model or a file in it.")
    private String model = "";

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "A picture for the first question, taken as it is stored.")
    private @Nullable Path image;

    @ArgGroup
    private @Nullable Input input;

    @Option(
            names = "--generate",
            paramLabel = "N",
            converter = AnswerOptions.Count.class,
            description = "Tokens to generate, past any end token (default: ${DEFAULT-VALUE}).")
    private int generate = 32;

    @Option(
            names = "--penalty",
            paramLabel = "P",
            converter = AnswerOptions.Penalty.class,
            description = "Repetition penalty, counted as in the reference (default: none).")
    private float penalty = 1;

    @Option(names = "--out", required = true, paramLabel = "FOLDER", description = "Where to write; made if need be.")
    private Path out = Path.of(".");

    @Mixin
    private DeviceOptions device = new DeviceOptions("cpu");

    TraceCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    /// What the model is given: one of these.
    static final class Input {
        @Option(
                names = "--messages",
                paramLabel = "FILE.json",
                description = "A dialogue: a JSON list of {\"role\", \"content\"}.")
        private @Nullable Path messages;

        @Option(names = "--prompt", paramLabel = "TEXT", description = "A whole prompt; the begin token is added.")
        private @Nullable String prompt;

        @Option(
                names = "--tokens",
                paramLabel = "1,2,3",
                split = ",",
                converter = AnswerOptions.Count.class,
                description = "Tokens, used as they are.")
        private @Nullable List<Integer> tokens;

        Input() {}
    }

    @Override
    public Integer call() {
        var cancellation = new Cancellation();
        interruption.onInterrupt(cancellation::cancel);
        terminal.progress("tracing …");
        try {
            Completeness completeness = TraceWriter.write(
                    new TraceRequest(
                            path(),
                            Optional.ofNullable(image).map(TraceCommand::existing),
                            prompt(),
                            generate,
                            penalty,
                            out,
                            device.name(),
                            device.threads()),
                    cancellation);
            if (image != null) {
                Pictures.remark(image, completeness, terminal);
            }
            return Main.DONE;
        } catch (ImageFormatException e) {
            throw image == null ? e : Pictures.refused(image, e);
        } finally {
            interruption.onInterrupt(null);
            terminal.clearProgress();
        }
    }

    private Path path() {
        ModelLibrary library = ModelLibrary.ofUser();
        return library.locate(library.resolve(model));
    }

    private static Path existing(Path file) {
        if (Files.notExists(file)) {
            throw new MistakeException("there is no file '" + file + "'");
        }
        if (Files.isDirectory(file)) {
            throw new MistakeException("'" + file + "' is a folder, not a file");
        }
        return file;
    }

    /// Without any of the three the picture stands alone before an empty question.
    private TracePrompt prompt() {
        Input given = input;
        if (given != null && given.messages != null) {
            return new TracePrompt.Messages(messages(given.messages));
        }
        if (given != null && given.prompt != null) {
            return new TracePrompt.Whole(given.prompt);
        }
        if (given != null && given.tokens != null) {
            return new TracePrompt.Tokens(given.tokens);
        }
        return new TracePrompt.Messages(List.of(new TracePrompt.Message("user", "")));
    }

    private static List<TracePrompt.Message> messages(Path file) {
        JsonNode list;
        try {
            list = Json.mapper().readTree(Files.readAllBytes(existing(file)));
        } catch (IOException e) {
            throw new MistakeException("cannot read '" + file + "': " + FileFailure.reason(e));
        } catch (JacksonException e) {
            throw new MistakeException("'" + file + "' is no JSON: " + e.getOriginalMessage());
        }
        if (!list.isArray() || list.isEmpty()) {
            throw new MistakeException("'" + file + "' is no list of messages");
        }
        var messages = new ArrayList<TracePrompt.Message>();
        for (JsonNode message : list) {
            JsonNode role = message.path("role");
            JsonNode content = message.path("content");
            if (!role.isString() || !content.isString()) {
                throw new MistakeException("message " + messages.size() + " in '" + file
                        + "' has no 'role' or no 'content', expected both as texts");
            }
            messages.add(new TracePrompt.Message(role.stringValue(), content.stringValue()));
        }
        return messages;
    }
}

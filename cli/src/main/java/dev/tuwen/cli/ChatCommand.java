package dev.tuwen.cli;

import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.AskOptions;
import dev.tuwen.assistant.Assistant;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.assistant.Chat;
import dev.tuwen.assistant.Dialogue;
import dev.tuwen.assistant.Picture;
import dev.tuwen.assistant.Unanswered;
import dev.tuwen.cli.driver.InterruptKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tuwen chat`: several turns, a question a line.
@Command(mixinStandardHelpOptions = true)
final class ChatCommand implements Callable<Integer> {
    private static final List<String> COMMANDS = List.of("/image", "/again", "/new", "/quit", "/help");
    private static final String HELP =
            "/image FILE adds a picture to the next question, /again asks the last one again, /new begins anew, /quit ends";

    private final Terminal terminal;
    private final Interruption interruption;
    private final List<Picture> pictures = new ArrayList<>();
    private Dialogue dialogue = Dialogue.EMPTY;
    private int code = Main.DONE;
    private int askedFor;

    @Option(
            names = "--image",
            paramLabel = "FILE",
            description = "A picture for the first question; may be given several times.")
    private List<Path> images = new ArrayList<>();

    @Mixin
    private ModelOptions model = new ModelOptions();

    @Mixin
    private AnswerOptions answer = new AnswerOptions();

    ChatCommand(Terminal terminal, Interruption interruption) {
        this.terminal = terminal;
        this.interruption = interruption;
    }

    @Override
    public Integer call() {
        pictures.addAll(Pictures.readUsable(images, terminal));
        var input = new QuestionReader(terminal);
        try (Assistant assistant = model.open(terminal, interruption);
                Chat chat = assistant.newChat()) {
            if (terminal.inputIsTerminal()) {
                try (var _ = new PasteMode(terminal);
                        var _ = new InterruptKey(interruption::stopAnswer)) {
                    talk(input, chat, assistant.info());
                }
            } else {
                talk(input, chat, assistant.info());
            }
            return terminal.inputIsTerminal() ? Main.DONE : code;
        }
    }

    private void talk(QuestionReader input, Chat chat, AssistantInfo info) {
        terminal.prompt(HELP + "\n");
        while (!interruption.isInterrupted() && !terminal.isUnread()) {
            String line;
            try {
                line = next(input);
            } catch (MistakeException e) {
                code = Math.max(code, Failures.report(e, terminal));
                continue;
            }
            if (line == null) {
                endPrompt();
                break;
            }
            if (line.equals("/quit")) {
                break;
            }
            if (line.equals("/new")) {
                dialogue = Dialogue.EMPTY;
                pictures.clear();
            } else if (!line.isEmpty()) {
                obey(line, chat, info);
            }
        }
    }

    private @Nullable String next(QuestionReader input) {
        terminal.prompt("> ");
        // Nothing is at work now, and nobody can be woken out of reading.
        interruption.onInterrupt(() -> {
            endPrompt();
            interruption.waitNoLonger();
        });
        try {
            return input.next();
        } catch (IOException e) {
            throw new UncheckedIOException("reading standard input", e);
        } finally {
            interruption.onInterrupt(null);
        }
    }

    /// Nothing was typed behind the last prompt: what the shell writes next gets a line of its own.
    private void endPrompt() {
        terminal.prompt("\n");
    }

    /// A failed question does not end the conversation.
    private void obey(String line, Chat chat, AssistantInfo info) {
        try {
            if (line.equals("/image") || line.startsWith("/image ")) {
                addPictures(line.substring("/image".length()).strip());
            } else if (line.equals("/help")) {
                terminal.complain(HELP);
            } else if (line.equals("/again")) {
                again(chat, info);
            } else if (isMeantAsCommand(line)) {
                String word = line.split(" ", 2)[0];
                throw new MistakeException("unknown command '" + word + "'" + Nearest.suggestion(word, COMMANDS));
            } else {
                ask(line, chat, info);
            }
        } catch (OutputLostException e) {
            throw e;
        } catch (RuntimeException e) {
            code = Math.max(code, Failures.report(e, terminal));
            if (!(e instanceof MistakeException) && !dialogue.returnedPictures().isEmpty()) {
                terminal.prompt("  the pictures go with the next question; /new drops them\n");
            }
        }
    }

    /// A question may begin with a slash too, with that of a path for example; a mistyped command is hardly one.
    private static boolean isMeantAsCommand(String line) {
        String word = line.split(" ", 2)[0];
        return line.startsWith("/")
                && (word.equals(line) || Nearest.to(word, COMMANDS).isPresent());
    }

    private void addPictures(String names) {
        if (names.isEmpty()) {
            throw new MistakeException("/image needs the name of a file");
        }
        pictures.addAll(Pictures.readUsable(DroppedNames.of(names), terminal));
    }

    /// Pictures of a question that failed come along.
    private void ask(String line, Chat chat, AssistantInfo info) {
        var shown = new ArrayList<Picture>(dialogue.returnedPictures());
        shown.addAll(pictures);
        pictures.clear();
        answer(dialogue.ask(line, shown), chat, info);
    }

    private void again(Chat chat, AssistantInfo info) {
        if (dialogue.isEmpty()) {
            throw new MistakeException("nothing was asked yet");
        }
        answer(dialogue.toLastQuestion(), chat, info);
    }

    private void answer(Dialogue asked, Chat chat, AssistantInfo info) {
        AskOptions options = answer.over(info, askedFor++);
        try {
            Answer given = new AnswerPrinter(terminal, true)
                    .show(listener -> chat.ask(asked, options, listener), interruption);
            dialogue = asked.with(given);
            status(given);
        } catch (RuntimeException e) {
            dialogue = asked.with(new Unanswered(e));
            throw e;
        }
    }

    private void status(Answer given) {
        terminal.prompt(String.format(
                java.util.Locale.ROOT,
                "  %.1f tokens/s, %d of %d tokens of context used%n",
                given.tokensPerSecond(),
                given.contextUsed(),
                given.contextLimit()));
    }
}

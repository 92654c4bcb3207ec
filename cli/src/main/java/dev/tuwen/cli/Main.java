package dev.tuwen.cli;

import dev.tuwen.assistant.ApplicationVersion;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;
import picocli.CommandLine.UnmatchedArgumentException;

/// The command line: one command a class, exit codes, and what is said about mistakes.
@Command(
        name = "tuwen",
        mixinStandardHelpOptions = true,
        description = "Answers questions about pictures on this machine. Without a command the window opens.",
        footer = {"", "Exit codes: 0 done, 2 a mistake in the call, 1 anything else."})
public final class Main implements Runnable {
    /// Done.
    static final int DONE = 0;

    /// Anything that is neither done nor the caller's mistake.
    static final int FAILED = 1;

    /// The caller's mistake.
    static final int MISTAKE = 2;

    /// Names that begin sentences; others have more than one capital.
    private static final Set<String> NAMES = Set.of("Git", "Java", "Linux", "Tuwen", "Windows");

    private static final Pattern OPTION = Pattern.compile("--?[A-Za-z][A-Za-z0-9-]*(=.*)?", Pattern.DOTALL);

    private static final List<String> VERSION = List.of("--version", "-V");

    private static final WindowOpener NO_WINDOW = _ -> {
        throw new MistakeException("this program has no window");
    };

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    private Main() {}

    /// Runs a command and ends the process with its exit code.
    ///
    /// @param arguments as typed
    public static void main(String[] arguments) {
        System.exit(run(arguments));
    }

    /// Runs a command on the standard streams, where there is no window.
    ///
    /// @param arguments as typed
    /// @return the exit code
    public static int run(String[] arguments) {
        return run(arguments, NO_WINDOW);
    }

    /// Runs a command on the standard streams.
    ///
    /// @param arguments as typed
    /// @param window hears if the command wants the window
    /// @return the exit code
    public static int run(String[] arguments, WindowOpener window) {
        return run(Arguments.repaired(arguments), Terminal.ofProcess(), window);
    }

    static int run(String[] arguments, Terminal terminal) {
        return run(arguments, terminal, NO_WINDOW);
    }

    /// Runs a command on given streams. Whatever goes wrong, errors of the Java machine included, is one sentence.
    static int run(String[] arguments, Terminal terminal, WindowOpener window) {
        try (var interruption = new Interruption()) {
            // Nothing to parse: the parser takes longer to be there than this takes.
            if (arguments.length == 1 && VERSION.contains(arguments[0])) {
                terminal.println(version());
                return DONE;
            }
            int code = commandLine(arguments, terminal, interruption, window).execute(arguments);
            OutputLostException lost = terminal.lost();
            // Help and the version are written by others, who do not mind.
            return code == DONE && lost != null ? Failures.report(lost, terminal) : code;
        } catch (RuntimeException | Error e) {
            return Failures.report(e, terminal);
        } finally {
            terminal.clearProgress();
        }
    }

    private static CommandLine commandLine(
            String[] arguments, Terminal terminal, Interruption interruption, WindowOpener window) {
        List<String> typed = List.of(arguments);
        var line = new CommandLine(new Main());
        new Commands()
                .add(
                        "ask",
                        () -> AskCommand.commandLine(terminal, interruption),
                        "Asks one question, about pictures or without, and prints the answer as it is written.")
                .add(
                        "bench",
                        () -> new BenchCommand(terminal, interruption),
                        "Measures loading, prefill, decode and the vision encoder of a model, and the limits of this machine.")
                .add(
                        "chat",
                        () -> new ChatCommand(terminal, interruption),
                        "A conversation: every line of standard input is a question, and so are the lines between two lines of"
                                + " \"\"\". Ctrl-C stops an answer.",
                        "/image FILE adds a picture to the next question, /again asks the last one again, /new begins anew, /quit ends.")
                .add(
                        "doctor",
                        () -> new DoctorCommand(terminal, interruption),
                        "Shows the system, the devices found and why others are not, fonts and memory.")
                .add(
                        "eval-demo",
                        () -> new EvalDemoCommand(terminal, interruption),
                        "Asks the demo model its held-out questions and counts the right answers.")
                .add(
                        "models",
                        () -> ModelsCommand.commandLine(terminal, interruption, typed),
                        "Lists the models on this machine: size, precision, and whether they fit the free memory.")
                .add(
                        "open",
                        () -> new OpenCommand(window),
                        "Opens the window with pictures to ask about, or with an offline kit or another model, which it asks"
                                + " about before it takes it. A window that is open already takes them.")
                .add(
                        "tokenize",
                        () -> new TokenizeCommand(terminal),
                        "Reads a JSON list of texts from standard input and prints a JSON list of id lists, without the begin token.",
                        "With --decode the other way round. Markers such as <image> in a text are the tokens they name.")
                .add(
                        "trace",
                        () -> new TraceCommand(terminal, interruption),
                        "Computes in F32 and writes what each stage produced, for comparison with other implementations.",
                        "The folder receives trace.json and trace.safetensors.")
                .add(
                        "updates",
                        () -> new UpdatesCommand(new LibraryTools(terminal, interruption)),
                        "Looks whether there is a newer version, and gets it if you want.")
                .under(line, typed);
        tellVersion(line);
        line.registerConverter(Path.class, Main::path);
        // '@name' is a question like any other.
        line.setExpandAtFiles(false);
        line.setPosixClusteredShortOptionsAllowed(false);
        line.setCaseInsensitiveEnumValuesAllowed(true);
        line.setUsageHelpWidth(100);
        line.setOut(terminal.outWriter());
        line.setErr(terminal.errorWriter());
        line.setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF));
        line.setParameterExceptionHandler((mistake, _) -> {
            terminal.complain("tuwen: " + sentence(mistake));
            return MISTAKE;
        });
        line.setExecutionExceptionHandler((failure, _, _) -> Failures.report(failure, terminal));
        return line;
    }

    /// Every command has the version of the whole.
    private static void tellVersion(CommandLine line) {
        line.getCommandSpec().versionProvider(new Version());
        line.getSubcommands().values().forEach(Main::tellVersion);
    }

    /// Without a command there is nothing to do here: the window is another module's.
    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "no command given");
    }

    private static Path path(String name) {
        try {
            return Path.of(name);
        } catch (InvalidPathException e) {
            throw new TypeConversionException(
                    "'" + name + "' cannot be the name of a file in this locale; LC_ALL=C.UTF-8 may help");
        }
    }

    private static String sentence(ParameterException mistake) {
        CommandLine line = mistake.getCommandLine();
        String name = line.getCommandSpec().qualifiedName();
        String help = "; '" + name + " --help' shows how";
        if (mistake instanceof UnmatchedArgumentException unmatched
                && !unmatched.getUnmatched().isEmpty()) {
            String typed = unmatched.getUnmatched().getFirst();
            if (looksLikeOption(typed)) {
                String option = typed.split("=", 2)[0];
                String suggestion = Nearest.suggestion(
                        option, line.getCommandSpec().optionsMap().keySet());
                return "unknown option '" + option + "'" + (suggestion.isEmpty() ? help : suggestion);
            }
            if (!line.getSubcommands().isEmpty()) {
                String suggestion =
                        Nearest.suggestion(typed, line.getSubcommands().keySet());
                return "unknown command '" + typed + "'" + (suggestion.isEmpty() ? help : suggestion);
            }
            return "unexpected argument '" + typed + "'" + help;
        }
        if (mistake instanceof MissingParameterException missing) {
            List<String> names = new ArrayList<>();
            missing.getMissing()
                    .forEach(argument -> names.add(
                            argument.isOption()
                                    ? "'" + ((CommandLine.Model.OptionSpec) argument).longestName() + "'"
                                    : argument.paramLabel()));
            return "missing " + String.join(", ", names) + help;
        }
        return oneLine(String.valueOf(mistake.getMessage())) + help;
    }

    /// Whether a word is written as options are; a question, a number or a path that begins with a dash is not.
    static boolean looksLikeOption(String word) {
        return OPTION.matcher(word).matches();
    }

    /// A message as the rest of a sentence: in one line, without a full stop, and begun in lower case unless it begins
    /// with a name.
    static String oneLine(String text) {
        String line = text.strip().replaceAll("\\s*\\R\\s*", " ");
        String word = line.split("\\P{L}", 2)[0];
        boolean name = NAMES.contains(word) || word.chars().skip(1).anyMatch(Character::isUpperCase);
        line = name || line.isEmpty() ? line : Character.toLowerCase(line.charAt(0)) + line.substring(1);
        return line.endsWith(".") ? line.substring(0, line.length() - 1) : line;
    }

    private static String version() {
        return "tuwen " + ApplicationVersion.current();
    }

    /// What `--version` says.
    static final class Version implements IVersionProvider {
        Version() {}

        @Override
        public String[] getVersion() {
            return new String[] {version()};
        }
    }
}

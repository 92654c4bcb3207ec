package dev.tuwen.cli.driver;

import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// A console of Windows that takes and gives UTF-8, whatever its code pages are, and obeys the sequences that terminals
/// obey. Only for streams that are consoles: a file or a pipe gets the same bytes anyway. Made for one process and
/// closed by it, at its end at the latest: the console outlives it and gets back what it had.
public final class Utf8Console implements AutoCloseable {
    /// `STD_INPUT_HANDLE`, `STD_OUTPUT_HANDLE` and `STD_ERROR_HANDLE`.
    static final int INPUT = -10;

    static final int OUTPUT = -11;
    static final int ERROR = -12;

    /// `CP_UTF8`.
    static final int UTF_8 = 65001;

    /// `ENABLE_PROCESSED_OUTPUT` and `ENABLE_VIRTUAL_TERMINAL_PROCESSING`.
    static final int PROCESSING = 0x1 | 0x4;

    private final ConsoleFunctions functions;
    private final Optional<InputStream> input;
    /// What gives back what was changed, the last change first.
    private final Deque<Runnable> changes = new ArrayDeque<>();

    private Utf8Console(ConsoleFunctions functions, boolean errorsAreShown) {
        this.functions = functions;
        long typed = functions.standardHandle(INPUT);
        boolean asked = isConsole(typed);
        boolean shown = errorsAreShown
                || isConsole(functions.standardHandle(OUTPUT))
                || isConsole(functions.standardHandle(ERROR));
        if (asked) {
            takeCodePage(false);
        }
        if (shown) {
            takeCodePage(true);
            process(functions.screen());
        }
        input = asked ? Optional.of(new TypedText(functions, typed)) : Optional.empty();
    }

    /// The console of this process; empty on other systems.
    ///
    /// @param errorsAreShown whether a console shows standard error, though another process may stand between
    public static Optional<Utf8Console> ofProcess(boolean errorsAreShown) {
        if (!System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows")) {
            return Optional.empty();
        }
        try {
            Utf8Console console = of(new Kernel32(), errorsAreShown);
            Runtime.getRuntime().addShutdownHook(new Thread(console::close, "tuwen-console"));
            return Optional.of(console);
        } catch (RuntimeException | LinkageError e) {
            System.getLogger(Utf8Console.class.getName())
                    .log(System.Logger.Level.DEBUG, "the console keeps its code pages", e);
            return Optional.empty();
        }
    }

    static Utf8Console of(ConsoleFunctions functions, boolean errorsAreShown) {
        return new Utf8Console(functions, errorsAreShown);
    }

    /// What is typed, as UTF-8; empty where standard input is no console.
    public Optional<InputStream> input() {
        return input;
    }

    private boolean isConsole(long handle) {
        return functions.mode(handle).isPresent();
    }

    private void takeCodePage(boolean ofOutput) {
        int before = functions.codePage(ofOutput);
        if (before != 0 && before != UTF_8 && functions.setCodePage(ofOutput, UTF_8)) {
            changes.push(() -> functions.setCodePage(ofOutput, before));
        }
    }

    private void process(long screen) {
        OptionalInt before = functions.mode(screen);
        int wanted = before.orElse(PROCESSING) | PROCESSING;
        if (before.isPresent() && before.getAsInt() != wanted && functions.setMode(screen, wanted)) {
            changes.push(() -> functions.setMode(screen, before.getAsInt()));
        }
    }

    @Override
    public synchronized void close() {
        while (!changes.isEmpty()) {
            changes.pop().run();
        }
    }
}

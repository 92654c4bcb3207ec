package dev.tuwen.cli;

import dev.tuwen.library.LibrarySettings;
import dev.tuwen.network.NetworkRules;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tuwen models seal`: no connection at all.
@Command(
        mixinStandardHelpOptions = true,
        footer = {"", "The environment variable TUWEN_SEALED=1 seals it too, and then nothing lifts it."})
final class ModelsSealCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @ArgGroup
    private Choice choice = new Choice();

    /// One or the other.
    static final class Choice {
        @Option(names = "--on", description = "Makes no connection from now on.")
        private boolean on;

        @Option(names = "--off", description = "Lifts the seal.")
        private boolean off;

        Choice() {}
    }

    ModelsSealCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (choice.on || choice.off) {
            LibrarySettings.change(tools.library().home(), before -> before.with(LibrarySettings.SEALED, choice.on));
        }
        boolean sealed = tools.settings().networkRules().sealed();
        if (sealed && choice.off) {
            throw new MistakeException(
                    "the environment variable " + NetworkRules.SEALED_VARIABLE + " keeps the application sealed");
        }
        tools.terminal()
                .println(
                        sealed ? "sealed: no connection is made" : "not sealed: downloads that are asked for are made");
        return Main.DONE;
    }
}

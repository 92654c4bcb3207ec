package dev.tuwen.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tuwen open`: the window with files, for desktops and for people.
@Command(mixinStandardHelpOptions = true)
final class OpenCommand implements Callable<Integer> {
    private final WindowOpener window;

    @Parameters(paramLabel = "FILE", arity = "0..*", description = "Names of files, or their addresses (file:///…).")
    private List<String> names = new ArrayList<>();

    OpenCommand(WindowOpener window) {
        this.window = window;
    }

    @Override
    public Integer call() {
        window.open(OpenArguments.files(names));
        return Main.DONE;
    }
}

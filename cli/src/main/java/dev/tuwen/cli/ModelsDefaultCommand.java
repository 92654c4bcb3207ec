package dev.tuwen.cli;

import dev.tuwen.library.InstalledModels;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tuwen models default`: what is opened when no model is named.
@Command(mixinStandardHelpOptions = true)
final class ModelsDefaultCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "An installed model, or demo.")
    private String name = "";

    ModelsDefaultCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (name.isBlank()) {
            tools.terminal().println(tools.library().defaultModel());
        } else {
            new InstalledModels(tools.library()).makeDefault(name);
        }
        return Main.DONE;
    }
}

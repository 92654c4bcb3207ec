package dev.tuwen.cli;

import dev.tuwen.library.LibraryMove;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tuwen models move`: another folder for all models.
@Command(mixinStandardHelpOptions = true)
final class ModelsMoveCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "FOLDER", description = "Where the models shall be.")
    private Path folder = Path.of("");

    ModelsMoveCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        try {
            new LibraryMove(tools.library())
                    .move(folder, tools.listener("moving"))
                    .forEach(left -> tools.terminal()
                            .complain("tuwen: '" + left + "' is in use and was copied, not moved; delete it later"));
            tools.terminal().clearProgress();
            tools.terminal().println(tools.library().models().toString());
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; the models are where they were");
            return Main.FAILED;
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.library.ModelImport;
import dev.tuwen.library.ModelImport.Mode;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models import`: files that are on the disk already, and offline kits.
@Command(mixinStandardHelpOptions = true)
final class ModelsImportCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "PATH", description = "A folder, a .gguf file, or a kit.")
    private Path path = Path.of("");

    @ArgGroup
    private Choice choice = new Choice();

    /// What becomes of the files.
    static final class Choice {
        @Option(names = "--copy", description = "Copies the files into the library.")
        private boolean copy;

        @Option(names = "--move", description = "Moves the files into the library.")
        private boolean move;

        Choice() {}

        Mode mode() {
            return move ? Mode.MOVE : copy ? Mode.COPY : Mode.IN_PLACE;
        }
    }

    ModelsImportCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        var imports = new ModelImport(tools.library());
        ModelImport.Candidate candidate = imports.look(path);
        if (candidate.lacksMmproj()) {
            tools.terminal()
                    .complain("tuwen: this model reads text only until its 'mmproj' file lies beside it; put it there"
                            + " to ask about pictures"
                            + (choice.mode() == Mode.IN_PLACE ? "" : ", then import it again"));
        }
        try {
            String name = imports.take(candidate, choice.mode(), tools.listener("importing"));
            tools.terminal().clearProgress();
            tools.terminal().println(name);
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; nothing was imported");
            return Main.FAILED;
        }
    }
}

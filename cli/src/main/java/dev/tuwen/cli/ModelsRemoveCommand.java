package dev.tuwen.cli;

import dev.tuwen.assistant.library.InstalledModels;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models remove`: takes a model out of the library.
@Command(
        name = "remove",
        mixinStandardHelpOptions = true,
        description = "Deletes a model. Files that were imported in place stay where they are.")
final class ModelsRemoveCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", description = "An installed model.")
    private String name = "";

    @Option(names = "--yes", description = "Does not ask.")
    private boolean yes;

    ModelsRemoveCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        var models = new InstalledModels(tools.library());
        InstalledModels.Item item = models.find(name);
        String what = item.external()
                ? "Forget '" + name + "'? Its files stay in " + item.path()
                : "Delete '" + name + "' (" + LibraryTools.size(item.bytes()) + ") for good?";
        if (!yes && !tools.confirm(what)) {
            throw new MistakeException("nothing was removed; --yes removes without asking");
        }
        models.remove(name);
        return Main.DONE;
    }
}

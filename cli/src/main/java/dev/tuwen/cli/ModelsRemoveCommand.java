package dev.tuwen.cli;

import dev.tuwen.library.Downloader;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.network.Network;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models remove`: takes a model out of the library.
@Command(mixinStandardHelpOptions = true)
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
        try (Network network = tools.network()) {
            var downloader = new Downloader(network, tools.library().models());
            if (downloader.begun().contains(name)) {
                ask("Delete what arrived of '" + name + "'?");
                downloader.discard(name);
                return Main.DONE;
            }
        }
        var models = new InstalledModels(tools.library());
        InstalledModels.Item item = models.find(name);
        ask(
                item.external()
                        ? "Forget '" + name + "'? Its files stay in " + item.path()
                        : "Delete '" + name + "' (" + LibraryTools.size(item.bytes()) + ") for good?");
        models.remove(name);
        return Main.DONE;
    }

    private void ask(String question) {
        if (!yes && !tools.confirm(question)) {
            throw new MistakeException("nothing was removed; --yes removes without asking");
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.library.InstalledModels;
import java.awt.Desktop;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models where`: where files lie.
@Command(mixinStandardHelpOptions = true)
final class ModelsWhereCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", arity = "0..1", description = "An installed model.")
    private String name = "";

    @Option(names = "--show", description = "Opens the folder on the desktop, too.")
    private boolean show;

    ModelsWhereCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        Path path = name.isBlank()
                ? tools.library().models()
                : new InstalledModels(tools.library()).find(name).path();
        tools.terminal().println(path.toString());
        if (show) {
            open(path);
        }
        return Main.DONE;
    }

    private static void open(Path path) {
        Path parent = path.getParent();
        Path folder = Files.isDirectory(path) || parent == null ? path : parent;
        if (GraphicsEnvironment.isHeadless()
                || !Desktop.isDesktopSupported()
                || !Desktop.getDesktop().isSupported(Desktop.Action.OPEN)) {
            throw new MistakeException("there is no desktop here to open '" + folder + "' on");
        }
        try {
            Desktop.getDesktop().open(folder.toFile());
        } catch (IOException | IllegalArgumentException e) {
            throw new MistakeException("'" + folder + "' cannot be opened: " + e.getMessage());
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.library.KitWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tuwen models pack`: an offline kit.
@Command(mixinStandardHelpOptions = true)
final class ModelsPackCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", description = "An installed model.")
    private String name = "";

    @Option(names = "--out", required = true, paramLabel = "FILE", description = "File to write, such as x.tuwenkit.")
    private Path out = Path.of("");

    ModelsPackCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        if (Files.isDirectory(out)) {
            throw new MistakeException("'" + out + "' is a folder, expected the name of a file");
        }
        try {
            new KitWriter(tools.library()).write(name, out, tools.listener("packing"));
            tools.terminal().clearProgress();
            return Main.DONE;
        } catch (CancellationException e) {
            tools.terminal().complain("tuwen: stopped; nothing was written");
            return Main.FAILED;
        }
    }
}

package dev.tuwen.cli;

import dev.tuwen.library.FileDigest;
import dev.tuwen.library.InstalledModels;
import dev.tuwen.library.InstalledModels.Checked;
import dev.tuwen.library.InstalledModels.State;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/// `tuwen models verify`: compares a model's files with their digests.
@Command(mixinStandardHelpOptions = true)
final class ModelsVerifyCommand implements Callable<Integer> {
    private final LibraryTools tools;

    @Parameters(paramLabel = "NAME", description = "An installed model.")
    private String name = "";

    ModelsVerifyCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        List<Checked> files = new InstalledModels(tools.library()).verify(name, tools.listener("checking"));
        tools.terminal().clearProgress();
        files.forEach(file -> tools.terminal().println(file.path() + ": " + words(file)));
        long wrong = files.stream()
                .filter(file -> file.state() == State.WRONG || file.state() == State.MISSING)
                .count();
        if (wrong > 0) {
            tools.terminal()
                    .complain("tuwen: " + wrong + " of " + files.size()
                            + " files are not what they should be; remove the" + " model and get it again");
            return Main.FAILED;
        }
        long unknown =
                files.stream().filter(file -> file.state() == State.RECORDED).count();
        if (unknown > 0) {
            tools.terminal()
                    .complain("tuwen: " + unknown + " of " + files.size()
                            + " files could not be compared: nobody had noted their digests before");
        }
        return Main.DONE;
    }

    private static String words(Checked file) {
        return switch (file.state()) {
            case RIGHT -> "right, as " + voucher(file) + " says";
            case WRONG -> "WRONG, " + voucher(file) + " says otherwise";
            case MISSING -> "MISSING";
            case RECORDED -> "not compared, for nobody knew its digest; noted now, for the next time";
        };
    }

    private static String voucher(Checked file) {
        FileDigest digest = file.digest();
        if (digest == null) {
            return "nobody";
        }
        return switch (digest.origin()) {
            case CATALOG -> "the catalogue";
            case SOURCE -> "the list of its source";
            case RECORDED -> "the note made when it was installed";
        };
    }
}

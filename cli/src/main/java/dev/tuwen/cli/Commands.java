package dev.tuwen.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/// The commands under another, in the order of its help. Each is its name and what it does until somebody types that
/// name: picocli looks at every option of a command when the command is made, and of all commands that took longer
/// than most of them run. Made for one call by [Main] and [ModelsCommand].
final class Commands {
    /// @param spec what help says of it
    /// @param made makes the command
    private record Entry(CommandSpec spec, Supplier<?> made) {}

    private final List<Entry> entries = new ArrayList<>();

    /// One more.
    ///
    /// @param name what is typed
    /// @param made makes it: an annotated object, or the whole command line of one that has commands under it
    /// @param description what it does; help of the whole shows the first line
    Commands add(String name, Supplier<?> made, String... description) {
        var spec = CommandSpec.create().name(name);
        spec.usageMessage().description(description);
        entries.add(new Entry(spec, made));
        return this;
    }

    /// Another name for the last one.
    Commands alias(String name) {
        entries.getLast().spec().aliases(name);
        return this;
    }

    /// Puts all under another; makes those whose names were typed, wherever that was.
    void under(CommandLine parent, List<String> typed) {
        for (Entry entry : entries) {
            CommandSpec spec = entry.spec();
            Object made = spec.names().stream().anyMatch(typed::contains)
                    ? entry.made().get()
                    : spec;
            CommandLine line = made instanceof CommandLine whole ? whole : new CommandLine(made);
            line.getCommandSpec().usageMessage().description(spec.usageMessage().description());
            parent.addSubcommand(spec.name(), line, spec.aliases());
        }
    }
}

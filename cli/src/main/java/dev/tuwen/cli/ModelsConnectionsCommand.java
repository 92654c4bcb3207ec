package dev.tuwen.cli;

import dev.tuwen.network.Cause;
import dev.tuwen.network.Connection;
import dev.tuwen.network.ConnectionLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;

/// `tuwen models connections`: every connection ever made.
@Command(mixinStandardHelpOptions = true)
final class ModelsConnectionsCommand implements Callable<Integer> {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private final LibraryTools tools;

    @Option(
            names = "--most",
            paramLabel = "N",
            converter = LineCount.class,
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int maximum = 1000;

    @Option(names = "--json", description = "Prints one JSON object a line.")
    private boolean json;

    ModelsConnectionsCommand(LibraryTools tools) {
        this.tools = tools;
    }

    @Override
    public Integer call() {
        var log = new ConnectionLog(tools.library().home());
        List<Connection> connections;
        try {
            connections = log.newest(maximum);
        } catch (IOException e) {
            throw new UncheckedIOException("'" + log.file() + "' cannot be read", e);
        }
        connections.forEach(connection -> tools.terminal().println(json ? object(connection) : line(connection)));
        if (!json && connections.isEmpty()) {
            tools.terminal().println("no connection was ever made");
        }
        return Main.DONE;
    }

    private static String line(Connection connection) {
        return TIME.format(connection.at()) + "  " + connection.address() + "  "
                + (connection.bytes() < 0 ? "unfinished" : LibraryTools.size(connection.bytes()))
                + (connection.outcome().isEmpty() ? "" : "  " + connection.outcome()) + "  "
                + words(connection.cause());
    }

    private static String words(Cause cause) {
        return switch (cause.deed()) {
            case LIST -> "list of files of " + cause.of();
            case SIZE -> "size of a file of " + cause.of();
            case DOWNLOAD -> "download of " + cause.of();
            case UPDATE -> "whether there is a newer version of " + cause.of();
            case OTHER -> cause.of();
        };
    }

    private static String object(Connection connection) {
        var object = new LinkedHashMap<String, Object>();
        object.put("at", connection.at().toString());
        object.put("address", connection.address());
        object.put("bytes", connection.bytes());
        object.put("outcome", connection.outcome());
        object.put("cause", connection.cause().deed().name().toLowerCase(Locale.ROOT));
        object.put("of", connection.cause().of());
        return Json.line(object);
    }

    /// How many lines.
    static final class LineCount implements ITypeConverter<Integer> {
        LineCount() {}

        @Override
        public Integer convert(String value) {
            return Numbers.integer(value, 1, 1_000_000);
        }
    }
}

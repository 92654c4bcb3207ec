package dev.tuwen.network;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every connection ever made, in a file that only grows: one line when a connection begins and one when it ends, so
/// that none is forgotten by a crash. Any thread.
public final class ConnectionLog {
    private static final System.Logger LOG = System.getLogger(ConnectionLog.class.getName());
    private static final int LONGEST_LINE = 1 << 14;

    private final Path file;

    /// @param home the home folder of the application; need not be there yet
    public ConnectionLog(Path home) {
        this.file = home.resolve("connections.jsonl");
    }

    /// Where it is kept.
    public Path file() {
        return file;
    }

    /// Notes that a connection begins.
    ///
    /// @throws UnnotedException if it cannot be noted; then it must not be made
    String begin(String address, Cause cause) throws UnnotedException {
        String id = UUID.randomUUID().toString();
        var line = new LinkedHashMap<String, Object>();
        line.put("id", id);
        line.put("at", Instant.now().toString());
        line.put("address", address);
        line.put("cause", cause.deed().code());
        line.put("of", cause.of());
        try {
            append(line);
        } catch (IOException e) {
            throw new UnnotedException(file, e);
        }
        return id;
    }

    /// Notes how a connection ended.
    void end(String id, long bytes, String outcome) {
        var line = new LinkedHashMap<String, Object>();
        line.put("id", id);
        line.put("bytes", bytes);
        line.put("outcome", outcome);
        try {
            append(line);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "the end of a connection cannot be noted in '" + file + "'", e);
        }
    }

    private synchronized void append(Map<String, Object> line) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(
                file,
                JsonMapper.shared().writeValueAsString(line) + "\n",
                StandardCharsets.UTF_8,
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    /// The connections, the newest first. Lines that cannot be understood are left out.
    ///
    /// @param maximum how many
    /// @throws IOException if the file is there and cannot be read
    public List<Connection> newest(int maximum) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        var open = new LinkedHashMap<String, Connection>();
        var all = new ArrayList<Connection>();
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.length() <= LONGEST_LINE) {
                    read(line, open, all);
                }
            }
        }
        all.addAll(open.values());
        all.sort(Comparator.comparing(Connection::at));
        Collections.reverse(all);
        return List.copyOf(all.subList(0, Math.min(maximum, all.size())));
    }

    private static void read(String line, Map<String, Connection> open, List<Connection> all) {
        try {
            JsonNode node = JsonMapper.shared().readTree(line);
            String id = node.path("id").asString("");
            if (node.has("at")) {
                open.put(
                        id,
                        new Connection(
                                Instant.parse(node.path("at").asString("")),
                                node.path("address").asString(""),
                                new Cause(
                                        Cause.Deed.ofCode(node.path("cause").asString("")),
                                        node.path("of").asString("")),
                                -1,
                                ""));
                return;
            }
            Connection begun = open.remove(id);
            if (begun != null) {
                all.add(new Connection(
                        begun.at(),
                        begun.address(),
                        begun.cause(),
                        node.path("bytes").asLong(0),
                        node.path("outcome").asString("")));
            }
        } catch (JacksonException | DateTimeParseException cutOff) {
            LOG.log(System.Logger.Level.DEBUG, "a line of the connections cannot be read", cutOff);
        }
    }
}

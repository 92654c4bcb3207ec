package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkRules;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// A model on a server that behaves like a model hub, until it is told otherwise.
final class Hub implements AutoCloseable {
    static final String REPOSITORY = "owner/model";
    static final Licence LICENCE = Licence.untranslated("A licence", "https://example.org/");
    /// So long that nothing stalls, however busy the machine is.
    static final Network.Timeouts PATIENT =
            new Network.Timeouts(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));

    /// For a source that stalls.
    static final Network.Timeouts STALLING =
            new Network.Timeouts(Duration.ofHours(1), Duration.ofHours(1), Duration.ofSeconds(1));
    static final Transfer.RetryPolicy QUICK = new Transfer.RetryPolicy(6, Duration.ofMillis(1), Duration.ofMillis(20));

    private final FaultyServer server;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private boolean digests = true;

    /// @param bigBytes size of the weights
    /// @param secure whether it speaks https
    Hub(int bigBytes, boolean secure) {
        server = new FaultyServer(secure);
        files.put("config.json", "{\"model_type\": \"minicpm\"}".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        files.put("model.safetensors", random(bigBytes));
        files.forEach((name, contents) -> server.on(path(name), FaultyServer.contents(contents)));
        server.on("/api/models/" + REPOSITORY + "/tree/main", exchange -> exchange.send(200, Map.of(), listing()));
    }

    /// The same model, the same contents, on another server.
    Hub copy() {
        var copy = new Hub(0, server.isSecure());
        files.forEach((name, contents) -> {
            copy.files.put(name, contents);
            copy.server.on(path(name), FaultyServer.contents(contents));
        });
        return copy;
    }

    /// Has one more file.
    void add(String name, byte[] contents) {
        files.put(name, contents);
        server.on(path(name), FaultyServer.contents(contents));
    }

    static byte[] random(int count) {
        byte[] bytes = new byte[count];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    static String path(String name) {
        return "/" + REPOSITORY + "/resolve/main/" + name;
    }

    FaultyServer server() {
        return server;
    }

    byte[] contents(String name) {
        return files.getOrDefault(name, new byte[0]);
    }

    void withoutDigests() {
        digests = false;
    }

    byte[] listing() {
        var items = new ArrayList<Map<String, Object>>();
        items.add(Map.of("type", "directory", "path", "assets", "oid", "0", "size", 0));
        files.forEach((name, contents) -> {
            var item = new LinkedHashMap<String, Object>();
            item.put("type", "file");
            item.put("path", name);
            item.put("size", contents.length);
            item.put("oid", "");
            if (digests) {
                item.put("lfs", Map.of("oid", sha256(contents), "size", contents.length));
            }
            items.add(item);
        });
        return JsonMapper.shared().writeValueAsBytes(items);
    }

    static String sha256(byte[] contents) {
        MessageDigest digest = FileDigest.fresh(FileDigest.Kind.SHA_256);
        return HexFormat.of().formatHex(digest.digest(contents));
    }

    Source source(String id) {
        return source(id, null);
    }

    Source source(String id, @Nullable String token) {
        return new Source(id, id, Source.Dialect.HUGGING_FACE, server.address(), "huggingface", "main", token);
    }

    static CatalogEntry entry(CatalogFile... files) {
        return new CatalogEntry(
                "model",
                "A model",
                KnownFamilies.ALL.byId("text").orElseThrow(),
                "BF16",
                "safetensors",
                LICENCE,
                0,
                new CatalogEntry.Memory(0, 0),
                Map.of("huggingface", REPOSITORY),
                files.length > 0
                        ? List.of(files)
                        : List.of(
                                new CatalogFile("config.json", -1, null, false, null),
                                new CatalogFile("tokenizer_config.json", -1, null, true, null)),
                files.length > 0 ? List.of() : List.of(List.of("*.safetensors"), List.of("*.bin")),
                false);
    }

    static Network network(Path home, Network.Timeouts timeouts) {
        return new Network(() -> new NetworkRules(false, "none"), new ConnectionLog(home), timeouts);
    }

    @Override
    public void close() {
        server.close();
    }
}

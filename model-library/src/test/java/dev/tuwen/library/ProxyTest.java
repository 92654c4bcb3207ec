package dev.tuwen.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tuwen.network.Cause;
import dev.tuwen.network.ConnectionLog;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkRequest;
import dev.tuwen.network.NetworkRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Connections through a proxy that wants to know who asks.
final class ProxyTest {
    private static final String WHO = "Basic bWU6c2VjcmV0";

    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path home;

    private final FaultyServer proxy = new FaultyServer();

    @AfterEach
    void close() {
        proxy.close();
    }

    private Network network(String who) {
        String choice = who + proxy.address().replace("http://", "");
        return new Network(() -> new NetworkRules(false, choice), new ConnectionLog(home), Hub.SHORT);
    }

    private static NetworkRequest request(String address) {
        return NetworkRequest.of(URI.create(address), new Cause(Cause.Deed.DOWNLOAD, "a model"));
    }

    private static void askWho(FaultyServer.Exchange exchange, String contents) throws IOException {
        if (exchange.header("Proxy-Authorization").equals(WHO)) {
            exchange.send(200, Map.of(), contents.getBytes(StandardCharsets.UTF_8));
        } else {
            exchange.send(407, Map.of("Proxy-Authenticate", "Basic realm=\"office\""), new byte[0]);
        }
    }

    @Test
    void saysWhoItIsToTheProxy() throws Exception {
        proxy.on("http://files.example/a", exchange -> askWho(exchange, "hello"));

        try (Network network = network("me:secret@");
                var answer = network.get(request("http://files.example/a"))) {
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.bytes(100)).asString().isEqualTo("hello");
        }
        assertThat(Files.readString(home.resolve("connections.jsonl"))).doesNotContain("secret", WHO);
    }

    @Test
    void saysItBeforeATunnelToo() {
        proxy.on("files.example:443", exchange -> exchange.send(502, Map.of(), new byte[0]));

        try (Network network = network("me:secret@")) {
            assertThatThrownBy(() ->
                            network.get(request("https://files.example/a")).close())
                    .isInstanceOf(IOException.class);
        }
        assertThat(proxy.calls())
                .isNotEmpty()
                .allSatisfy(call -> assertThat(call.headers()).containsEntry("Proxy-Authorization", WHO));
    }

    @Test
    void handsOnThatTheProxyRefuses() throws Exception {
        proxy.on("http://files.example/a", exchange -> askWho(exchange, "hello"));

        try (Network network = network("");
                var answer = network.get(request("http://files.example/a"))) {
            assertThat(answer.status()).isEqualTo(407);
        }
    }
}

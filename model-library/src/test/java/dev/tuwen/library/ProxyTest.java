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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
        return new Network(() -> new NetworkRules(false, choice), new ConnectionLog(home), Hub.PATIENT);
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
    void goesThroughATunnel() throws Exception {
        try (var server = new FaultyServer(true);
                Network network = network("me:secret@")) {
            server.on("/a", FaultyServer.contents("hello".getBytes(StandardCharsets.UTF_8)));
            String place = "files.example:" + server.port();
            proxy.on(place, exchange -> {
                if (exchange.header("Proxy-Authorization").equals(WHO)) {
                    exchange.tunnel(server);
                } else {
                    askWho(exchange, "");
                }
            });

            try (var answer = network.get(request("https://" + place + "/a"))) {
                assertThat(answer.status()).isEqualTo(200);
                assertThat(answer.bytes(100)).asString().isEqualTo("hello");
            }
            assertThat(server.calls())
                    .isNotEmpty()
                    .allSatisfy(call -> assertThat(call.headers()).doesNotContainKey("Proxy-Authorization"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "me:wrong@"})
    void handsOnThatTheProxyRefusesATunnel(String who) throws Exception {
        proxy.on("files.example:443", exchange -> askWho(exchange, ""));

        try (Network network = network(who);
                var answer = network.get(request("https://files.example/a"))) {
            assertThat(answer.status()).isEqualTo(407);
            assertThat(answer.bytes(100)).isEmpty();
        }
        assertThat(new ConnectionLog(home).newest(1).getFirst().outcome()).isEqualTo("407");
    }

    @Test
    void saysOfAllSourcesAtOnceThatTheProxyRefuses() {
        proxy.on("files.example:443", exchange -> askWho(exchange, ""));
        var one = new Source(
                "one", "One", Source.Dialect.HUGGING_FACE, "https://files.example", "huggingface", "main", null);
        var other = new Source(
                "other", "Other", Source.Dialect.HUGGING_FACE, "https://files.example", "huggingface", "main", null);

        try (Network network = network("")) {
            LibraryException failure = HubFixture.failure(() ->
                    new DownloadPlanner(network, List.of(one, other)).plan(Hub.entry(), DownloadPlanner.QUICKEST));
            assertThat(failure.kind()).isEqualTo(LibraryException.Kind.PROXY_REFUSED);
        }
    }

    @Test
    void refusesASocksProxyByNameAndGoesPastItNowhere() {
        try (var network = new Network(
                        () -> new NetworkRules(false, "socks5://me:secret@127.0.0.1:1080"),
                        new ConnectionLog(home),
                        Hub.PATIENT);
                var hub = new Hub(10, false)) {
            LibraryException failure = HubFixture.failure(
                    () -> new DownloadPlanner(network, List.of(hub.source("one"), hub.source("other")))
                            .plan(Hub.entry(), DownloadPlanner.QUICKEST));

            assertThat(failure.kind()).isEqualTo(LibraryException.Kind.BAD_SETTING);
            assertThat(failure)
                    .hasMessageContaining("'socks5://me@127.0.0.1:1080' is a SOCKS proxy")
                    .hasMessageNotContaining("secret");
            assertThat(hub.server().calls()).isEmpty();
        }
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

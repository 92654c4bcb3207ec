package dev.tuwen.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.URI;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Which proxy a connection goes through, and what seals the application.
final class ProxiesTest {
    private static Proxy chosen(String choice, Map<String, String> environment, String address) throws IOException {
        return Proxies.of(choice, environment)
                .selector()
                .select(URI.create(address))
                .getFirst();
    }

    @Test
    void goesThroughTheOneThePersonNames() throws IOException {
        assertThat(chosen("proxy.example:3128", Map.of(), "https://a.example/").address())
                .isEqualTo(InetSocketAddress.createUnresolved("proxy.example", 3128));
        assertThat(chosen("none", Map.of("https_proxy", "http://p:1"), "https://a.example/"))
                .isEqualTo(Proxy.NO_PROXY);
    }

    @ParameterizedTest
    @CsvSource({
        "https://huggingface.co/a, true",
        "http://127.0.0.1:8000/, false",
        "http://localhost/, false",
        "https://files.intranet.example/, false",
        "https://intranet.example/, false",
        "https://notintranet.example/, true"
    })
    void goesByTheEnvironment(String address, boolean through) throws IOException {
        Map<String, String> environment =
                Map.of("HTTPS_PROXY", "http://proxy.example:8080/", "no_proxy", ".intranet.example, other");

        assertThat(chosen("system", environment, address).type() == Proxy.Type.HTTP)
                .isEqualTo(through);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "proxy",
                "proxy:",
                ":80",
                "proxy:99999",
                "user@proxy:80",
                "user:secret@proxy",
                "a/b:80",
                "a:%zz@b:1"
            })
    void refusesWhatIsNoProxy(String text) {
        assertThatThrownBy(() -> ProxyAddress.parse(text))
                .hasMessageContaining("expected host:port")
                .hasMessageNotContaining("secret");
    }

    @Test
    void keepsAPasswordToItselfAndToTheProxy() throws IOException {
        Proxies proxies = Proxies.of(
                "system",
                Map.of("https_proxy", "http://me:se%40cret@proxy.example:8080", "no_proxy", "intranet.example"));

        assertThat(proxies.authorization(URI.create("https://a.example/"))).hasValue("Basic bWU6c2VAY3JldA==");
        assertThat(proxies.authorization(URI.create("https://intranet.example/")))
                .isEmpty();
        assertThat(ProxyAddress.parse("me:secret@p:1")).hasToString("me@p:1");
        assertThat(NetworkRules.shownProxy("http://me:secret@p:1")).isEqualTo("http://me@p:1");
        assertThat(NetworkRules.shownProxy("p:1")).isEqualTo("p:1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"socks5://p:1", "socks5h://me:secret@p:1", "SOCKS://p:1", "socks4a://p:1"})
    void refusesASocksProxyUnlessThereIsAnother(String socks) throws IOException {
        assertThatThrownBy(() -> Proxies.of("system", Map.of("https_proxy", socks, "all_proxy", socks)))
                .isInstanceOf(ProxyException.class)
                .hasMessageContaining("is a SOCKS proxy")
                .hasMessageNotContaining("secret");
        assertThat(chosen("system", Map.of("all_proxy", socks, "http_proxy", "http://q:2"), "https://a.example/")
                        .address())
                .isEqualTo(InetSocketAddress.createUnresolved("q", 2));
    }

    @ParameterizedTest
    @CsvSource({"1, true", "yes, true", "0, false", "false, false", "'', false", "no, false"})
    void isSealedByTheEnvironment(String value, boolean sealed) {
        assertThat(NetworkRules.sealedBy(Map.of("TUWEN_SEALED", value))).isEqualTo(sealed);
        assertThat(NetworkRules.sealedBy(Map.of())).isFalse();
    }
}

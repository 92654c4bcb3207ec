package dev.tuwen.network;

import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.security.Security;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Which proxy connections go through, and what to answer when it asks who we are. Immutable.
final class Proxies {
    private static final ProxySelector NO_PROXY = ProxySelector.of(null);

    private final ProxySelector selector;
    private final @Nullable ProxyAddress proxy;

    static {
        // All have to be said before Java's client is touched for the first time. Java refuses to send a password to a
        // proxy of https addresses unless it is told to; here it goes to the proxy the person names, and to nobody
        // else.
        System.setProperty("java.net.useSystemProxies", "true");
        System.setProperty("jdk.http.auth.tunneling.disabledSchemes", "");
        // The order of addresses can change between two tries; the system remembers names well enough.
        Security.setProperty("networkaddress.cache.ttl", "0");
    }

    private Proxies(ProxySelector selector, @Nullable ProxyAddress proxy) {
        this.selector = selector;
        this.proxy = proxy;
    }

    /// The proxies to use.
    ///
    /// @param choice `system`, `none`, or what [ProxyAddress#parse] reads
    /// @param environment variables by name: on most systems proxies are said there
    /// @throws IOException if a proxy is said in a way nobody understands
    static Proxies of(String choice, Map<String, String> environment) throws IOException {
        if (choice.equals("none")) {
            return new Proxies(NO_PROXY, null);
        }
        if (!choice.equals("system")) {
            ProxyAddress proxy = ProxyAddress.parse(choice);
            return new Proxies(ProxySelector.of(proxy.socketAddress()), proxy);
        }
        List<String> all = valuesOf(
                environment, "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "http_proxy", "HTTP_PROXY");
        String said = all.stream()
                .filter(each -> !ProxyAddress.isSocks(each))
                .findFirst()
                .orElse(all.isEmpty() ? "" : all.getFirst());
        if (said.isEmpty()) {
            ProxySelector own = ProxySelector.getDefault();
            return new Proxies(own == null ? NO_PROXY : own, null);
        }
        ProxyAddress proxy = ProxyAddress.parse(said);
        return new Proxies(
                new EnvironmentProxies(proxy, String.join(",", valuesOf(environment, "no_proxy", "NO_PROXY"))), proxy);
    }

    private static List<String> valuesOf(Map<String, String> environment, String... names) {
        return Stream.of(names)
                .map(name -> environment.getOrDefault(name, "").strip())
                .filter(value -> !value.isEmpty())
                .toList();
    }

    /// Which proxy a connection goes through.
    ProxySelector selector() {
        return selector;
    }

    /// What to say to the proxy an address is reached through: who we are. Nothing where it is reached without one.
    Optional<String> authorization(URI address) {
        boolean through = selector.select(address).stream().anyMatch(chosen -> chosen.type() == Proxy.Type.HTTP);
        return through ? Optional.ofNullable(proxy).flatMap(ProxyAddress::authorization) : Optional.empty();
    }

    /// A proxy for all hosts but some, and never for this machine itself.
    private static final class EnvironmentProxies extends ProxySelector {
        private final ProxyAddress proxy;
        private final List<String> direct;

        EnvironmentProxies(ProxyAddress proxy, String direct) {
            this.proxy = proxy;
            this.direct = List.of(direct.toLowerCase(Locale.ROOT).split("[,\\s]+"));
        }

        @Override
        public List<Proxy> select(URI address) {
            String host = address.getHost().toLowerCase(Locale.ROOT);
            boolean own = host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
            for (String name : direct) {
                String end = name.replaceFirst("^\\*?\\.", "");
                own |= name.equals("*") || (!end.isEmpty() && (host.equals(end) || host.endsWith("." + end)));
            }
            return List.of(own ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, proxy.socketAddress()));
        }

        @Override
        public void connectFailed(URI address, SocketAddress proxyAddress, IOException failure) {
            System.getLogger(Network.class.getName())
                    .log(System.Logger.Level.DEBUG, "proxy " + proxyAddress + " failed", failure);
        }
    }
}

package dev.tuwen.network;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A proxy, and who we are to it. Immutable.
///
/// @param host its name
/// @param port its port
/// @param user a name it may ask for, or null
/// @param password to that name
record ProxyAddress(String host, int port, @Nullable String user, String password) {

    /// Reads `host:port` or `user:password@host:port`, with or without `http://` before it. What has a meaning in an
    /// address is written as `%40` and the like in a name or password.
    ///
    /// @throws IOException if it is neither
    static ProxyAddress parse(String text) throws IOException {
        if (isSocks(text)) {
            throw new ProxyException(
                    withoutPassword(text),
                    "'" + withoutPassword(text)
                            + "' is a SOCKS proxy, and only HTTP proxies are spoken to; name the HTTP port of the same"
                            + " program as host:port in https_proxy or in the settings",
                    null);
        }
        String plain = text.strip().replaceFirst("^(?i)http://", "").replaceFirst("/$", "");
        int at = plain.lastIndexOf('@');
        String place = plain.substring(at + 1);
        String who = at < 0 ? "" : plain.substring(0, at);
        int colon = place.lastIndexOf(':');
        try {
            int port = Integer.parseInt(place.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65536 && place.indexOf('/') < 0 && (at < 0 || who.indexOf(':') > 0)) {
                String host = place.substring(0, colon);
                int between = who.indexOf(':');
                return at < 0
                        ? new ProxyAddress(host, port, null, "")
                        : new ProxyAddress(
                                host, port, plain(who.substring(0, between)), plain(who.substring(between + 1)));
            }
        } catch (IllegalArgumentException e) {
            throw none(text, e);
        }
        throw none(text, null);
    }

    /// Whether it is a proxy of the kind that is not spoken to.
    static boolean isSocks(String text) {
        return text.strip().toLowerCase(Locale.ROOT).matches("socks[0-9]?[ah]?://.*");
    }

    private static String plain(String encoded) {
        return URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    private static IOException none(String text, @Nullable Exception cause) {
        return new ProxyException(
                withoutPassword(text),
                "'" + withoutPassword(text) + "' is no proxy, expected host:port or user:password@host:port",
                cause);
    }

    /// What a person wrote, fit to be shown.
    static String withoutPassword(String text) {
        int at = text.lastIndexOf('@');
        int colon = text.indexOf(':', Math.max(0, text.indexOf("://") + 3));
        return at < 0 || colon < 0 || colon > at ? text : text.substring(0, colon) + text.substring(at);
    }

    /// For the system, which does not look its name up before it is needed.
    InetSocketAddress socketAddress() {
        return InetSocketAddress.createUnresolved(host, port);
    }

    /// Who we are, as it is said to a proxy.
    Optional<String> authorization() {
        if (user == null) {
            return Optional.empty();
        }
        byte[] said = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(said));
    }

    /// Without the password.
    @Override
    public String toString() {
        return (user == null ? "" : user + "@") + host + ":" + port;
    }
}

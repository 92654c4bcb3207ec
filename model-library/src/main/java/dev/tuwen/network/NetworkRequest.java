package dev.tuwen.network;

import java.net.URI;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Something to fetch. Immutable.
///
/// @param address where from, `http` or `https`
/// @param cause why, for the list of connections
/// @param headers beside those every request has
/// @param token goes to the host of the address and to no other, or null
public record NetworkRequest(
        URI address,
        Cause cause,
        Map<String, String> headers,
        @Nullable String token) {
    /// Copies the headers.
    public NetworkRequest {
        headers = Map.copyOf(headers);
    }

    /// Without headers or token.
    ///
    /// @param address where from
    /// @param cause why
    public static NetworkRequest of(URI address, Cause cause) {
        return new NetworkRequest(address, cause, Map.of(), null);
    }

    /// The same, for a range of bytes.
    ///
    /// @param from first byte
    /// @param to last byte
    public NetworkRequest withRange(long from, long to) {
        var more = new java.util.HashMap<>(headers);
        more.put("Range", "bytes=" + from + "-" + to);
        return new NetworkRequest(address, cause, more, token);
    }
}

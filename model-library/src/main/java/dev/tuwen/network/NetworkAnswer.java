package dev.tuwen.network;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// What came back; redirections are behind it. Made by [Network#get]; closed by whoever asked. One thread at a time.
public final class NetworkAnswer implements AutoCloseable {
    private final int status;
    private final URI address;
    private final boolean redirected;
    private final Map<String, String> headers;
    private final InputStream body;

    NetworkAnswer(int status, URI address, boolean redirected, Map<String, String> headers, InputStream body) {
        this.status = status;
        this.address = address;
        this.redirected = redirected;
        this.headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        this.headers.putAll(headers);
        this.body = body;
    }

    /// The status of HTTP, such as 200.
    public int status() {
        return status;
    }

    /// Whether somebody else answered than was asked.
    public boolean isRedirected() {
        return redirected;
    }

    /// Whether it is a page for people, as networks show that want a login first.
    public boolean isWebPage() {
        String type = header("Content-Type").orElse("").strip().toLowerCase(Locale.ROOT);
        return type.startsWith("text/html") || type.startsWith("application/xhtml");
    }

    /// The first value of a header.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// The contents, as they arrive. Reading fails with [StalledException] when nothing comes for too long.
    public InputStream body() {
        return body;
    }

    /// All contents, if they are not too long.
    ///
    /// @param maximum longest length taken, in bytes
    /// @throws IOException if there is more, or reading fails
    public byte[] bytes(int maximum) throws IOException {
        byte[] read = body.readNBytes(maximum + 1);
        if (read.length > maximum) {
            throw new IOException("'" + address.getHost() + "' answered with more than " + maximum + " bytes");
        }
        return read;
    }

    /// Drops the connection if not everything was read.
    @Override
    public void close() throws IOException {
        body.close();
    }
}

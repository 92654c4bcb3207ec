package dev.tuwen.library;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;

/// A web server on the loopback interface that does what real ones do on bad days. Each path has a behaviour; those
/// that have none are not found.
public final class FaultyServer implements AutoCloseable {
    private final boolean secure;
    private final ServerSocket socket;
    private final Map<String, Behaviour> behaviours = new ConcurrentHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicLong bodyBytes = new AtomicLong();

    /// What a path does.
    @FunctionalInterface
    public interface Behaviour {
        void answer(Exchange exchange) throws IOException;
    }

    /// A request that came.
    public record Call(String path, Map<String, String> headers) {}

    public FaultyServer() {
        this(false);
    }

    /// @param secure whether it speaks https
    public FaultyServer(boolean secure) {
        this.secure = secure;
        try {
            ServerSocketFactory sockets =
                    secure ? TestCertificate.install().getServerSocketFactory() : ServerSocketFactory.getDefault();
            socket = sockets.createServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("faulty-server").start(this::accept);
    }

    public String address() {
        return (secure ? "https" : "http") + "://127.0.0.1:" + port();
    }

    int port() {
        return socket.getLocalPort();
    }

    boolean isSecure() {
        return secure;
    }

    public void on(String path, Behaviour behaviour) {
        behaviours.put(path, behaviour);
    }

    /// Serves contents with ranges and a tag.
    public static Behaviour contents(byte[] contents) {
        return exchange -> exchange.ranged(contents, "\"one\"");
    }

    public List<Call> calls() {
        return calls;
    }

    public long callsOf(String path) {
        return calls.stream().filter(call -> call.path().startsWith(path)).count();
    }

    public long bodyBytes() {
        return bodyBytes.get();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                open.add(client);
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedInputStream(client.getInputStream());
            while (true) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                var headers = new TreeMap<String, String>(String.CASE_INSENSITIVE_ORDER);
                for (String header = line(in); !header.isEmpty(); header = line(in)) {
                    int colon = header.indexOf(':');
                    headers.put(
                            header.substring(0, colon),
                            header.substring(colon + 1).strip());
                }
                String path = line.split(" ")[1];
                calls.add(new Call(path, headers));
                Behaviour behaviour = behaviours.get(path.split("\\?")[0]);
                var exchange = new Exchange(client, in, path, headers);
                if (behaviour == null) {
                    exchange.send(404, Map.of(), new byte[0]);
                } else {
                    behaviour.answer(exchange);
                }
                if (exchange.ended) {
                    return;
                }
            }
        } catch (IOException gone) {
            open.remove(client);
        }
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (c != '\r') {
                line.write(c);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
            for (Socket client : open) {
                client.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One request and its answer.
    public final class Exchange {
        private final Socket client;
        private final InputStream in;
        private final String path;
        private final Map<String, String> headers;
        private boolean ended;

        Exchange(Socket client, InputStream in, String path, Map<String, String> headers) {
            this.client = client;
            this.in = in;
            this.path = path;
            this.headers = headers;
        }

        /// What comes after the question mark.
        String query() {
            return path.substring(path.indexOf('?') + 1);
        }

        /// A header of the request; empty when it is not there.
        String header(String name) {
            return headers.getOrDefault(name, "");
        }

        /// First and last byte that were asked for; of everything when nothing was said.
        public long[] range(int length) {
            String range = headers.getOrDefault("Range", "");
            if (!range.startsWith("bytes=")) {
                return new long[] {0, length - 1L};
            }
            String[] ends = range.substring(6).split("-");
            return new long[] {Long.parseLong(ends[0]), Math.min(Long.parseLong(ends[1]), length - 1L)};
        }

        public void ranged(byte[] contents, String tag) throws IOException {
            long[] range = range(contents.length);
            if (!headers.containsKey("Range")) {
                send(200, Map.of("ETag", tag), contents);
                return;
            }
            if (range[0] > range[1]) {
                send(416, Map.of("Content-Range", "bytes */" + contents.length), new byte[0]);
                return;
            }
            partial(contents, tag, contents.length);
        }

        /// Announces the whole part and sends no more than some of it.
        public void partial(byte[] contents, String tag, int most) throws IOException {
            long[] range = range(contents.length);
            int from = (int) range[0];
            int count = (int) (range[1] - range[0] + 1);
            head(
                    206,
                    Map.of("ETag", tag, "Content-Range", "bytes " + from + "-" + range[1] + "/" + contents.length),
                    count);
            body(contents, from, Math.min(count, most));
            if (most < count) {
                end();
            }
        }

        public void send(int status, Map<String, String> more, byte[] contents) throws IOException {
            head(status, more, contents.length);
            body(contents, 0, contents.length);
        }

        void head(int status, Map<String, String> more, long length) throws IOException {
            var lines = new ArrayList<String>();
            lines.add("HTTP/1.1 " + status + " x");
            lines.add("Content-Length: " + length);
            more.forEach((name, value) -> lines.add(name + ": " + value));
            OutputStream out = client.getOutputStream();
            out.write((String.join("\r\n", lines) + "\r\n\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        }

        void body(byte[] contents, int from, int count) throws IOException {
            client.getOutputStream().write(contents, from, count);
            client.getOutputStream().flush();
            bodyBytes.addAndGet(count);
        }

        /// Says no more on this connection and keeps it open until the other side closes it.
        public void stall() {
            try {
                int _ = in.read();
            } catch (IOException gone) {
                // So it did.
            }
            ended = true;
        }

        /// Is a proxy from here on: what comes goes to another server, and back.
        void tunnel(FaultyServer to) throws IOException {
            ended = true;
            client.getOutputStream().write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            try (var server = new Socket(InetAddress.getLoopbackAddress(), to.port())) {
                Thread.ofPlatform().daemon().start(() -> {
                    try (client) {
                        server.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException gone) {
                        open.remove(client);
                    }
                });
                in.transferTo(server.getOutputStream());
            }
        }

        /// Closes the connection.
        void end() throws IOException {
            ended = true;
            client.close();
        }
    }
}

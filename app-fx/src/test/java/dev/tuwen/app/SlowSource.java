package dev.tuwen.app;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A source of models on this machine that sends a large file slowly, or is out of order.
final class SlowSource implements AutoCloseable {
    private static final long BYTES = 6_872_100_000L;
    private static final int CHUNK = 256 << 10;

    private final ServerSocket socket;
    private volatile boolean broken;

    SlowSource() {
        try {
            socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofPlatform().daemon().name("slow-source").start(this::accept);
    }

    String address() {
        return "http://127.0.0.1:" + socket.getLocalPort();
    }

    /// Answers with 404 from now on.
    void breakDown() {
        broken = true;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofPlatform().daemon().start(() -> serve(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client) {
            var in = new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String path = String.valueOf(in.readLine());
            String range = "";
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                range = line.startsWith("Range:") ? line.substring(line.indexOf('=') + 1) : range;
            }
            OutputStream out = client.getOutputStream();
            if (broken) {
                head(out, "404 x", 0, "");
            } else if (path.contains("/tree/")) {
                byte[] list = ("[{\"type\":\"file\",\"path\":\"model.gguf\",\"size\":" + BYTES + ",\"oid\":\"\"}]")
                        .getBytes(StandardCharsets.US_ASCII);
                head(out, "200 x", list.length, "");
                out.write(list);
            } else {
                long from = Long.parseLong(range.substring(0, range.indexOf('-')));
                long to = Long.parseLong(range.substring(range.indexOf('-') + 1));
                head(
                        out,
                        "206 x",
                        to - from + 1,
                        "ETag: \"a\"\r\nContent-Range: bytes " + from + "-" + to + "/" + BYTES + "\r\n");
                byte[] chunk = new byte[CHUNK];
                for (long sent = from; sent <= to; sent += CHUNK) {
                    out.write(chunk, 0, (int) Math.min(CHUNK, to - sent + 1));
                    out.flush();
                    Thread.sleep(60);
                }
            }
            out.flush();
        } catch (IOException gone) {
            // The other side had enough.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void head(OutputStream out, String status, long length, String more) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nConnection: close\r\nContent-Length: " + length + "\r\n" + more + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

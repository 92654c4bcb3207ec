package dev.tuwen.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes every connection of this process; an architecture test lets no other class do it. While the application is
/// sealed it makes none: not even the client is built, because that alone opens sockets on some systems; those that are
/// open when it is sealed end within a second. Each connection is noted before it is made. Any thread; made by whoever
/// puts the application together, closed by them.
public final class Network implements AutoCloseable {
    private static final int MAXIMUM_REDIRECTIONS = 10;
    private static final String AGENT = "Tuwen";

    /// How long an open connection may live after the application was sealed.
    private static final long SEAL_NANOS = 1_000_000_000L;

    private final Supplier<NetworkRules> rules;
    private final ConnectionLog log;
    private final Timeouts timeouts;
    private final Object lock = new Object();
    private @Nullable HttpClient client;
    private String clientProxy = "";

    /// How long to wait for the other side.
    ///
    /// @param connect until it takes the connection
    /// @param answer until it answers
    /// @param stall between two chunks of the answer
    public record Timeouts(Duration connect, Duration answer, Duration stall) {
        /// For people's connections.
        public static final Timeouts USUAL =
                new Timeouts(Duration.ofSeconds(15), Duration.ofSeconds(30), Duration.ofSeconds(30));
    }

    /// @param rules asked before each connection
    /// @param log notes each connection
    public Network(Supplier<NetworkRules> rules, ConnectionLog log) {
        this(rules, log, Timeouts.USUAL);
    }

    /// @param rules asked before each connection
    /// @param log notes each connection
    /// @param timeouts how long to wait for the other side
    public Network(Supplier<NetworkRules> rules, ConnectionLog log, Timeouts timeouts) {
        this.rules = rules;
        this.log = log;
        this.timeouts = timeouts;
    }

    /// The list of connections.
    public ConnectionLog log() {
        return log;
    }

    /// Whether no connection is made now.
    public boolean isSealed() {
        return rules.get().sealed();
    }

    /// Fetches something, following redirections. A token goes to the host it is meant for only, and never in the clear
    /// to another machine; a redirection from `https` to `http` is refused.
    ///
    /// @throws SealedException if no connection may be made
    /// @throws IOException if there is no answer
    /// @throws InterruptedException if this thread shall stop
    public NetworkAnswer get(NetworkRequest request) throws IOException, InterruptedException {
        URI address = checked(request.address());
        String token = request.token();
        for (int hop = 0; hop <= MAXIMUM_REDIRECTIONS; hop++) {
            NetworkAnswer answer = once(address, request, token);
            if (!isRedirection(answer.status())) {
                return answer;
            }
            String location = answer.header("Location").orElse("");
            answer.close();
            URI next = redirected(address, location);
            if (!sameHost(address, next)) {
                token = null;
            }
            address = next;
        }
        throw new IOException("'" + request.address().getHost() + "' redirects more than " + MAXIMUM_REDIRECTIONS
                + " times; choose another source");
    }

    private static boolean isRedirection(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    private static URI checked(URI address) throws IOException {
        String scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if ((!scheme.equals("http") && !scheme.equals("https")) || address.getHost() == null) {
            throw new IOException("'" + withoutSecrets(address) + "' is no address of the web");
        }
        return address;
    }

    private static URI redirected(URI from, String location) throws IOException {
        URI next;
        try {
            next = checked(from.resolve(URI.create(location)));
        } catch (IllegalArgumentException e) {
            throw new IOException("'" + from.getHost() + "' redirects to an address that is none", e);
        }
        if (from.getScheme().equalsIgnoreCase("https") && !next.getScheme().equalsIgnoreCase("https")) {
            throw new IOException("'" + from.getHost() + "' redirects from https to http; it was not followed");
        }
        return next;
    }

    private static boolean sameHost(URI one, URI other) {
        return one.getScheme().equalsIgnoreCase(other.getScheme())
                && one.getHost().equalsIgnoreCase(other.getHost())
                && one.getPort() == other.getPort();
    }

    private NetworkAnswer once(URI address, NetworkRequest request, @Nullable String token)
            throws IOException, InterruptedException {
        NetworkRules now = rules.get();
        String id = log.begin(withoutSecrets(address), request.cause());
        if (now.sealed()) {
            close();
            log.end(id, 0, "refused: sealed");
            throw new SealedException(address.getHost());
        }
        Proxies proxies = proxies(now, id);
        HttpRequest.Builder builder = HttpRequest.newBuilder(address)
                .timeout(timeouts.answer())
                .header("User-Agent", AGENT)
                .header("Accept-Encoding", "identity");
        request.headers().forEach(builder::header);
        if (token != null && !token.isBlank()) {
            builder.header("Authorization", "Bearer " + token.strip());
        }
        proxies.authorization(address).ifPresent(words -> builder.header("Proxy-Authorization", words));
        try {
            HttpResponse<Body> response =
                    client(now.proxy(), proxies).send(builder.GET().build(), _ -> new Body(address, id));
            var headers = new LinkedHashMap<String, String>();
            response.headers().map().forEach((name, values) -> headers.putIfAbsent(name, values.getFirst()));
            response.body().answered(response.statusCode());
            return new NetworkAnswer(response.statusCode(), address, headers, response.body());
        } catch (HttpTimeoutException e) {
            log.end(id, 0, "no answer");
            throw new IOException("'" + address.getHost() + "' does not answer", e);
        } catch (IOException e) {
            log.end(id, 0, reason(e));
            throw e.getMessage() == null
                    ? new IOException("'" + address.getHost() + "' cannot be reached", e)
                    : new IOException("'" + address.getHost() + "' cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            log.end(id, 0, "stopped");
            throw e;
        }
    }

    private Proxies proxies(NetworkRules now, String id) throws IOException {
        try {
            return Proxies.of(now.proxy(), System.getenv());
        } catch (IOException e) {
            log.end(id, 0, reason(e));
            throw e;
        }
    }

    private static String reason(Exception failure) {
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    /// Queries may hold signatures, user information a password.
    private static String withoutSecrets(URI address) {
        String port = address.getPort() < 0 ? "" : ":" + address.getPort();
        return address.getScheme() + "://" + address.getHost() + port + address.getRawPath();
    }

    private HttpClient client(String choice, Proxies proxies) {
        synchronized (lock) {
            HttpClient now = client;
            if (now == null || !clientProxy.equals(choice)) {
                now = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(timeouts.connect())
                        .proxy(proxies.selector())
                        .build();
                client = now;
                clientProxy = choice;
            }
            return now;
        }
    }

    /// Ends all connections. Another one may be made later.
    @Override
    public void close() {
        synchronized (lock) {
            if (client != null) {
                client.shutdownNow();
                client = null;
            }
        }
    }

    /// The contents of an answer as a stream whose reader does not wait for ever.
    private final class Body extends InputStream implements HttpResponse.BodySubscriber<Body> {
        private final URI address;
        private final String id;
        private final ReentrantLock bodyLock = new ReentrantLock();
        private final Condition changed = bodyLock.newCondition();
        private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
        private Flow.@Nullable Subscription subscription;
        private @Nullable Throwable failure;
        private boolean complete;
        private boolean closed;
        private int status;
        private long received;
        private long lookedNanos = System.nanoTime();

        Body(URI address, String id) {
            this.address = address;
            this.id = id;
        }

        void answered(int code) {
            bodyLock.lock();
            try {
                status = code;
            } finally {
                bodyLock.unlock();
            }
        }

        @Override
        public CompletionStage<Body> getBody() {
            return CompletableFuture.completedFuture(this);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            boolean late;
            bodyLock.lock();
            try {
                subscription = given;
                late = closed;
            } finally {
                bodyLock.unlock();
            }
            if (late) {
                given.cancel();
            } else {
                given.request(1);
            }
        }

        @Override
        public void onNext(List<ByteBuffer> arrived) {
            bodyLock.lock();
            try {
                arrived.stream().filter(ByteBuffer::hasRemaining).forEach(buffers::add);
                if (buffers.isEmpty() && subscription != null) {
                    subscription.request(1);
                }
                changed.signalAll();
            } finally {
                bodyLock.unlock();
            }
        }

        @Override
        public void onError(Throwable thrown) {
            bodyLock.lock();
            try {
                failure = thrown;
                changed.signalAll();
            } finally {
                bodyLock.unlock();
            }
        }

        @Override
        public void onComplete() {
            bodyLock.lock();
            try {
                complete = true;
                changed.signalAll();
            } finally {
                bodyLock.unlock();
            }
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            Objects.checkFromIndexSize(offset, length, into.length);
            if (length == 0) {
                return 0;
            }
            checkSeal();
            bodyLock.lock();
            try {
                ByteBuffer first = await();
                if (first == null) {
                    return -1;
                }
                int count = Math.min(length, first.remaining());
                first.get(into, offset, count);
                received += count;
                if (!first.hasRemaining()) {
                    buffers.remove();
                    if (buffers.isEmpty() && !complete && subscription != null) {
                        subscription.request(1);
                    }
                }
                return count;
            } finally {
                bodyLock.unlock();
            }
        }

        /// A seal set in the middle ends what is open, too; another process may have set it. One thread reads.
        private void checkSeal() throws SealedException {
            long now = System.nanoTime();
            if (now - lookedNanos >= SEAL_NANOS) {
                lookedNanos = now;
                if (isSealed()) {
                    throw new SealedException(address.getHost());
                }
            }
        }

        private @Nullable ByteBuffer await() throws IOException {
            long left = timeouts.stall().toNanos();
            try {
                while (buffers.isEmpty() && !complete && failure == null && !closed) {
                    if (left <= 0) {
                        throw new StalledException(
                                address.getHost(), timeouts.stall().toSeconds());
                    }
                    left = changed.awaitNanos(left);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("stopped while reading from '" + address.getHost() + "'");
            }
            if (closed) {
                throw new IOException("the answer of '" + address.getHost() + "' was closed");
            }
            if (buffers.isEmpty() && failure != null) {
                throw new IOException("the connection to '" + address.getHost() + "' broke off", failure);
            }
            return buffers.peek();
        }

        @Override
        public void close() {
            Flow.Subscription open;
            bodyLock.lock();
            try {
                if (closed) {
                    return;
                }
                closed = true;
                open = complete ? null : subscription;
                changed.signalAll();
            } finally {
                bodyLock.unlock();
            }
            if (open != null) {
                open.cancel();
            }
            log.end(id, received, failure == null ? String.valueOf(status) : status + ", broken off");
        }
    }
}

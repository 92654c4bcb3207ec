package dev.tuwen.network;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Makes every connection of this process; an architecture test lets no other class do it. While the application is
/// sealed it makes none: not even the client is built, because that alone opens sockets on some systems; those that are
/// open when it is sealed end within a second. Each connection is noted before it is made. Any thread; made by whoever
/// puts the application together, closed by them.
public final class Network implements AutoCloseable {
    private static final int MAXIMUM_REDIRECTIONS = 10;
    private static final int MAXIMUM_ADDRESSES = 8;
    private static final String AGENT = "Tuwen";

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
            NetworkAnswer answer = once(address, hop > 0, request, token);
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

    private NetworkAnswer once(URI address, boolean redirected, NetworkRequest request, @Nullable String token)
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
            HttpResponse<AnswerBody> response =
                    send(client(now.proxy(), proxies), builder.GET().build(), id);
            var headers = new LinkedHashMap<String, String>();
            response.headers().map().forEach((name, values) -> headers.putIfAbsent(name, values.getFirst()));
            int status = response.statusCode();
            AnswerBody body = response.body();
            if (body == null) {
                // A proxy refused the tunnel. Java hands its answer on without contents.
                log.end(id, 0, String.valueOf(status));
                return new NetworkAnswer(status, address, redirected, headers, InputStream.nullInputStream());
            }
            body.answered(status);
            return new NetworkAnswer(status, address, redirected, headers, body);
        } catch (ConnectException | HttpConnectTimeoutException | UnresolvedAddressException e) {
            log.end(id, 0, reason(e));
            throw new UnreachableException(
                    address.getHost(),
                    e instanceof IOException failure ? failure : new ConnectException("unknown name"));
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

    /// Java tries only the first address of a name. Where that one cannot be reached, the next one is.
    private HttpResponse<AnswerBody> send(HttpClient with, HttpRequest request, String id)
            throws IOException, InterruptedException {
        String host = request.uri().getHost();
        for (int i = 1; ; i++) {
            int seen = AddressOrder.changes();
            try {
                return with.send(
                        request,
                        _ -> new Streaming(new AnswerBody(
                                host,
                                timeouts.stall(),
                                this::isSealed,
                                (outcome, bytes) -> log.end(id, bytes, outcome))));
            } catch (ConnectException | HttpConnectTimeoutException e) {
                if (i >= MAXIMUM_ADDRESSES || !AddressOrder.another(host, seen)) {
                    throw e;
                }
            }
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

    /// Hands what arrives to a stream that can be read at once.
    private record Streaming(AnswerBody body) implements HttpResponse.BodySubscriber<AnswerBody> {
        @Override
        public CompletionStage<AnswerBody> getBody() {
            return CompletableFuture.completedFuture(body);
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            body.onSubscribe(given);
        }

        @Override
        public void onNext(List<ByteBuffer> arrived) {
            body.onNext(arrived);
        }

        @Override
        public void onError(Throwable thrown) {
            body.onError(thrown);
        }

        @Override
        public void onComplete() {
            body.onComplete();
        }
    }
}

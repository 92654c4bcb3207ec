package dev.tuwen.app.instance;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/// Hears from later starts what the window shall open. Made by the application when its window is there, closed with
/// it; listens on threads of its own.
public final class InstanceServer implements AutoCloseable {
    /// How long a start may take to say what it wants, and then the window to take it.
    static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final System.Logger LOG = System.getLogger(InstanceServer.class.getName());
    private static final int MAXIMUM_AT_ONCE = 16;

    private final InstanceSocket socket;
    private final Executor application;
    private final Consumer<List<Path>> opened;
    private final Duration patience;
    private final Semaphore free = new Semaphore(MAXIMUM_AT_ONCE);
    private volatile boolean closed;

    private InstanceServer(
            InstanceSocket socket, Executor application, Consumer<List<Path>> opened, Duration patience) {
        this.socket = socket;
        this.application = application;
        this.opened = opened;
        this.patience = patience;
    }

    /// Listens; only for whoever holds the lock.
    ///
    /// @param home the data folder
    /// @param application runs tasks on the application's thread
    /// @param opened takes files, of which there may be none, and brings the window to the front
    /// @return empty where no socket can be made; later starts then say that the window does not answer
    public static Optional<InstanceServer> listen(Path home, Executor application, Consumer<List<Path>> opened) {
        return listen(home, application, opened, PATIENCE);
    }

    static Optional<InstanceServer> listen(
            Path home, Executor application, Consumer<List<Path>> opened, Duration patience) {
        return InstanceSocket.bind(InstanceFolder.in(home)).map(socket -> {
            var server = new InstanceServer(socket, application, opened, patience);
            Thread.ofPlatform().daemon().name("tuwen-instance").start(server::accept);
            return server;
        });
    }

    private void accept() {
        try {
            while (!closed) {
                SocketChannel start = socket.accept();
                free.acquire();
                Thread.ofVirtual().name("tuwen-instance-start").start(() -> {
                    try {
                        serve(start);
                    } finally {
                        free.release();
                    }
                });
            }
        } catch (IOException e) {
            LOG.log(closed ? System.Logger.Level.DEBUG : System.Logger.Level.WARNING, "no start is heard any more", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Whatever one start says, the window goes on, and the next one is heard.
    private void serve(SocketChannel start) {
        try (start) {
            Handover.Request request;
            try (var _ = new Deadline(start, patience)) {
                request = Handover.request(start);
            }
            Handover.Answer answer = request.mistake().orElse(Handover.Answer.DONE);
            if (request.mistake().isEmpty()) {
                handOn(request.files());
            }
            try (var _ = new Deadline(start, patience)) {
                Handover.answer(start, answer);
            }
        } catch (IOException | ExecutionException | TimeoutException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "a start was not served", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// What the window did not take in time, it does not take later: the start asks again.
    private void handOn(List<Path> files) throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> opened.accept(files), application);
        try {
            taken.get(patience.toMillis(), TimeUnit.MILLISECONDS);
        } finally {
            taken.cancel(false);
        }
    }

    @Override
    public void close() {
        closed = true;
        socket.close();
    }
}

package dev.tuwen.app.instance;

import java.io.IOException;
import java.nio.channels.Channel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Closes a channel after a while, so that nobody waits at it for ever: sockets of the file system know no timeouts.
/// Closed, it lets the channel be; one thread.
final class Deadline implements AutoCloseable {
    private final CompletableFuture<Void> end;

    Deadline(Channel channel, Duration bound) {
        end = CompletableFuture.runAsync(
                () -> close(channel), CompletableFuture.delayedExecutor(bound.toMillis(), TimeUnit.MILLISECONDS));
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            System.getLogger(Deadline.class.getName()).log(System.Logger.Level.DEBUG, "a socket cannot be closed", e);
        }
    }

    @Override
    public void close() {
        end.cancel(false);
    }
}

package dev.tuwen.network;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/// The contents of an answer as a stream whose reader does not wait for ever: neither for the first byte that comes
/// after a silence, nor for contents that drip. Made by [Network]; closed by whoever reads. One thread reads, another
/// brings.
final class AnswerBody extends InputStream implements Flow.Subscriber<List<ByteBuffer>> {
    /// What is slower on the average of a whole stall is left. A telephone line of the last century is quicker.
    private static final long LEAST_BYTES_PER_SECOND = 256;

    /// How long an open connection may live after the application was sealed.
    private static final long SEAL_NANOS = 1_000_000_000L;

    private final String host;
    private final long stallNanos;
    private final BooleanSupplier sealed;
    private final ObjLongConsumer<String> ended;
    private final ReentrantLock bodyLock = new ReentrantLock();
    private final Condition changed = bodyLock.newCondition();
    private final Deque<ByteBuffer> buffers = new ArrayDeque<>();
    private Flow.@Nullable Subscription subscription;
    private @Nullable Throwable failure;
    private boolean complete;
    private boolean closed;
    private int status;
    private long received;
    private long waitedNanos;
    private long arrivedMeanwhile;
    private long lookedNanos = System.nanoTime();

    /// @param host the other side
    /// @param stall longest wait for it
    /// @param sealed whether connections have to end
    /// @param ended gets how it ended and the bytes that were read, once
    AnswerBody(String host, Duration stall, BooleanSupplier sealed, ObjLongConsumer<String> ended) {
        this.host = host;
        this.stallNanos = stall.toNanos();
        this.sealed = sealed;
        this.ended = ended;
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
            arrived.forEach(buffer -> arrivedMeanwhile += buffer.remaining());
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
            if (sealed.getAsBoolean()) {
                throw new SealedException(host);
            }
        }
    }

    private @Nullable ByteBuffer await() throws IOException {
        long begun = System.nanoTime();
        try {
            long left = stallNanos;
            while (buffers.isEmpty() && !complete && failure == null && !closed) {
                if (left <= 0) {
                    throw new StalledException(host, 0, TimeUnit.NANOSECONDS.toSeconds(stallNanos));
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("stopped while reading from '" + host + "'");
        }
        checkSpeed(System.nanoTime() - begun);
        if (closed) {
            throw new IOException("the answer of '" + host + "' was closed");
        }
        if (buffers.isEmpty() && failure != null) {
            throw new IOException("the connection to '" + host + "' broke off", failure);
        }
        return buffers.peek();
    }

    /// Only time spent waiting counts: the reader may be slow on purpose.
    private void checkSpeed(long nanos) throws StalledException {
        waitedNanos += nanos;
        if (waitedNanos < stallNanos) {
            return;
        }
        if (!complete && arrivedMeanwhile * 1e9 < (double) LEAST_BYTES_PER_SECOND * waitedNanos) {
            throw new StalledException(host, arrivedMeanwhile, TimeUnit.NANOSECONDS.toSeconds(waitedNanos));
        }
        waitedNanos = 0;
        arrivedMeanwhile = 0;
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
        ended.accept(failure == null ? String.valueOf(status) : status + ", broken off", received);
    }
}

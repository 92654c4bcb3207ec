package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.NetworkRequest;
import dev.tuwen.network.ProxyException;
import dev.tuwen.network.SealedException;
import dev.tuwen.network.UnnotedException;
import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Fetches the missing parts of files, several at once, until all are here, the person stops it, or it is of no use to
/// go on. One run; made and closed by [FileDownload].
final class Transfer {
    /// How often a source is asked again, and after which waits.
    ///
    /// @param attempts failures in a row, without a finished unit between them, before it is given up
    /// @param first wait after the first of them; doubled each time
    /// @param longest wait
    record RetryPolicy(int attempts, Duration first, Duration longest) {
        static final RetryPolicy USUAL = new RetryPolicy(8, Duration.ofSeconds(1), Duration.ofSeconds(30));
    }

    private static final int CHUNK = 1 << 16;
    private static final int UNITS_AT_ONCE = 16;
    private static final int MAXIMUM_CHANGES = 2;
    private static final int MAXIMUM_REFUSALS = 2;

    private final Network network;
    private final WantedFiles plan;
    private final List<PartialFile> files;
    private final DownloadControl control;
    private final RetryPolicy retries;
    private final AtomicLong arrived = new AtomicLong();
    private final AtomicLong pending = new AtomicLong();
    private final AtomicInteger failuresInRow = new AtomicInteger();
    private final AtomicInteger changes = new AtomicInteger();
    private final List<Thread> workers = new ArrayList<>();
    private final Object lock = new Object();
    private @Nullable RuntimeException failure;

    /// Files a source hands out only whole, each with the worker that takes it.
    private final Map<PartialFile, Thread> takers = new HashMap<>();

    private volatile boolean ending;
    private volatile long waitUntil;
    private volatile String current = "";

    Transfer(Network network, WantedFiles plan, List<PartialFile> files, DownloadControl control, RetryPolicy retries) {
        this.network = network;
        this.plan = plan;
        this.files = List.copyOf(files);
        this.control = control;
        this.retries = retries;
    }

    /// Begins with some workers.
    void start(int parts) {
        for (int i = 0; i < parts; i++) {
            workers.add(Thread.ofPlatform().name("tuwen-download-" + i).daemon().start(this::work));
        }
    }

    /// Whether somebody still works.
    boolean isRunning() {
        return workers.stream().anyMatch(Thread::isAlive);
    }

    /// Lets the workers end and waits for them.
    void end() {
        ending = true;
        workers.forEach(Thread::interrupt);
        boolean interrupted = false;
        for (Thread worker : workers) {
            while (worker.isAlive()) {
                try {
                    worker.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    /// Why it is of no use to go on, if it is.
    @Nullable
    RuntimeException failure() {
        synchronized (lock) {
            return failure;
        }
    }

    /// Bytes that arrived in this run.
    long arrived() {
        return arrived.get();
    }

    /// Bytes of units that are not finished yet.
    long pending() {
        return pending.get();
    }

    /// How long it is waited before the source is asked again; 0 when it is not waited.
    long waitSeconds() {
        long left = waitUntil - System.nanoTime();
        return waitUntil == 0 || left <= 0 ? 0 : Math.ceilDiv(left, 1_000_000_000L);
    }

    /// The file a worker took last.
    String current() {
        return current;
    }

    private void work() {
        try {
            while (!isOver()) {
                PartialFile.Claim claim = claim();
                if (claim == null) {
                    return;
                }
                current = claim.file().planned().path();
                try {
                    fetch(claim);
                } finally {
                    claim.file().release(claim);
                    synchronized (lock) {
                        takers.remove(claim.file(), Thread.currentThread());
                    }
                }
            }
        } catch (InterruptedException | InterruptedIOException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            giveUp(e);
        }
    }

    private boolean isOver() {
        return ending || control.isStopped() || control.isPaused() || failure() != null;
    }

    private void giveUp(RuntimeException reason) {
        synchronized (lock) {
            if (failure == null) {
                failure = reason;
            }
        }
        ending = true;
        workers.stream()
                .filter(worker -> !worker.equals(Thread.currentThread()))
                .forEach(Thread::interrupt);
    }

    private PartialFile.@Nullable Claim claim() {
        synchronized (lock) {
            for (PartialFile file : files) {
                if (takers.containsKey(file)) {
                    continue;
                }
                PartialFile.Claim claim = file.claim(UNITS_AT_ONCE);
                if (!claim.isEmpty()) {
                    return claim;
                }
            }
            return null;
        }
    }

    /// Fetches units, and asks again when something passing gets in the way.
    private void fetch(PartialFile.Claim claim) throws InterruptedException, InterruptedIOException {
        PlannedFile planned = claim.file().planned();
        int refusals = 0;
        int reached = claim.first();
        long broken = 0;
        long furthest = 0;
        while (!isOver() && claim.isCurrent()) {
            PartialFile.Claim rest = missing(claim, broken);
            if (rest.isEmpty()) {
                return;
            }
            refusals = rest.first() > reached ? 0 : refusals;
            reached = rest.first();
            var request = new NetworkRequest(
                            planned.address(),
                            new Cause(Cause.Deed.DOWNLOAD, plan.title()),
                            Map.of(),
                            plan.source().token())
                    .withRange(rest.firstByte(), rest.lastByte());
            try (NetworkAnswer answer = network.get(request)) {
                Outcome outcome = take(rest, answer, refusals);
                if (outcome == Outcome.NOT_MINE) {
                    return;
                }
                refusals += outcome == Outcome.REFUSED ? 1 : 0;
            } catch (InterruptedIOException e) {
                throw e;
            } catch (SealedException | ProxyException | UnnotedException e) {
                throw SourceFailures.of(plan.source(), e);
            } catch (BrokenOffException e) {
                if (e.position > furthest && isProgress(rest, e.position)) {
                    failuresInRow.set(0);
                }
                furthest = Math.max(furthest, e.position);
                broken = e.position;
                waitOrGiveUp(SourceFailures.of(plan.source(), e), 0);
            } catch (IOException e) {
                waitOrGiveUp(SourceFailures.of(plan.source(), e), 0);
            }
        }
    }

    /// Whether a connection that broke off brought a good deal of what was asked for.
    private static boolean isProgress(PartialFile.Claim claim, long position) {
        long came = position - claim.firstByte();
        return came >= CHUNK || 2 * came > claim.lastByte() - claim.firstByte();
    }

    /// A connection that ended too early.
    private static final class BrokenOffException extends IOException {
        private static final long serialVersionUID = 1L;

        /// What came is here up to this byte.
        private final long position;

        BrokenOffException(long position, IOException cause) {
            super(cause.getMessage(), cause);
            this.position = position;
        }
    }

    /// @param broken where the last connection broke off; bytes of its unit are here up to there
    private static PartialFile.Claim missing(PartialFile.Claim claim, long broken) {
        int first = claim.first();
        while (first < claim.after() && claim.file().isDone(first)) {
            first++;
        }
        PartialFile file = claim.file();
        boolean begun = first < claim.after() && broken > file.start(first) && broken < file.end(first);
        return new PartialFile.Claim(
                file, first, claim.after(), claim.generation(), begun ? broken - file.start(first) : 0);
    }

    /// What became of an answer.
    private enum Outcome {
        /// Units that are still missing are asked for again.
        ASK_AGAIN,
        /// The source did not hand them out; the address it led to may only have expired.
        REFUSED,
        /// The units are no longer this worker's.
        NOT_MINE
    }

    private Outcome take(PartialFile.Claim claim, NetworkAnswer answer, int refusals)
            throws IOException, InterruptedException {
        PartialFile file = claim.file();
        PlannedFile planned = file.planned();
        int status = answer.status();
        if (SourceFailures.isPassing(status)) {
            waitOrGiveUp(
                    SourceFailures.of(plan.source(), answer, planned.path()),
                    status == 429 || status == 503 ? SourceFailures.waitSeconds(answer) : 0);
            return Outcome.ASK_AGAIN;
        }
        if (status != 200 && status != 206 && status != 416) {
            LibraryException refusal = SourceFailures.of(plan.source(), answer, planned.path());
            boolean mayPass = answer.isRedirected() || file.doneBytes() > 0 || file.isSharedWith(claim);
            if (status == 407 || !mayPass || refusals >= MAXIMUM_REFUSALS) {
                throw refusal;
            }
            waitOrGiveUp(refusal, 0);
            return Outcome.REFUSED;
        }
        LibraryException strange = SourceFailures.notAPart(plan.source(), claim, answer);
        if (strange != null) {
            waitOrGiveUp(strange, 0);
            return Outcome.ASK_AGAIN;
        }
        byte[] head = status == 206
                ? new byte[0]
                : answer.body().readNBytes((int) Math.min(SourceFailures.HEAD, planned.bytes()));
        if (SourceFailures.beginsLikeAWebPage(head)) {
            waitOrGiveUp(SourceFailures.webPage(plan.source()), 0);
            return Outcome.ASK_AGAIN;
        }
        if (!file.accept(claim, answer.header("ETag").orElse(null))) {
            changed(claim);
            return Outcome.NOT_MINE;
        }
        if (status == 206) {
            read(claim, answer.body(), claim.firstByte());
            return Outcome.ASK_AGAIN;
        }
        return whole(claim, new SequenceInputStream(new ByteArrayInputStream(head), answer.body()));
    }

    /// The source knows no ranges: one worker takes the whole file, the others leave it alone until that one lets go.
    private Outcome whole(PartialFile.Claim claim, InputStream body) throws IOException, InterruptedException {
        PartialFile file = claim.file();
        synchronized (lock) {
            Thread taker = takers.putIfAbsent(file, Thread.currentThread());
            if (taker != null && !taker.equals(Thread.currentThread())) {
                return Outcome.NOT_MINE;
            }
        }
        read(new PartialFile.Claim(file, 0, file.unitCount(), claim.generation(), 0), body, 0);
        return Outcome.ASK_AGAIN;
    }

    private int readSome(InputStream body, byte[] chunk, long position, PartialFile.Claim claim, int unit)
            throws IOException {
        try {
            int count = body.read(
                    chunk, 0, (int) Math.min(chunk.length, claim.file().end(unit) - position));
            if (count < 0) {
                throw new EOFException("the connection broke off after " + position + " bytes of '"
                        + claim.file().planned().path() + "'");
            }
            return count;
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw new BrokenOffException(position, e);
        }
    }

    private void read(PartialFile.Claim claim, InputStream body, long from) throws IOException, InterruptedException {
        PartialFile file = claim.file();
        byte[] chunk = new byte[CHUNK];
        long position = from;
        for (int unit = claim.first(); unit < claim.after(); unit++) {
            boolean known = file.isDone(unit);
            long unfinished = 0;
            try {
                while (position < file.end(unit)) {
                    int count = readSome(body, chunk, position, claim, unit);
                    if (isOver() || (!known && !file.write(claim, position, chunk, count))) {
                        return;
                    }
                    position += count;
                    if (!known) {
                        unfinished += count;
                        pending.addAndGet(count);
                        arrived.addAndGet(count);
                    }
                    control.spend(count);
                }
                if (!known && !file.finish(claim, unit)) {
                    if (!claim.isCurrent()) {
                        return;
                    }
                    throw new IOException("a block of '" + file.planned().path() + "' does not have its digest");
                }
            } finally {
                pending.addAndGet(-unfinished);
            }
            failuresInRow.set(0);
            waitUntil = 0;
        }
    }

    /// The source has another file than before, and nobody knows which one is wanted.
    private void changed(PartialFile.Claim claim) {
        if (claim.file().startOver(claim) && changes.incrementAndGet() > MAXIMUM_CHANGES) {
            throw SourceFailures.changed(plan.source(), claim.file().planned().path());
        }
    }

    private void waitOrGiveUp(LibraryException reason, long seconds) throws InterruptedException {
        int failures = failuresInRow.incrementAndGet();
        if (failures >= retries.attempts() || seconds > SourceFailures.LONGEST_WAIT_SECONDS) {
            throw reason;
        }
        long own = Math.min(retries.longest().toNanos(), retries.first().toNanos() << Math.min(failures - 1, 10));
        long nanos = Math.max(own, seconds * 1_000_000_000L);
        long end = System.nanoTime() + nanos;
        waitUntil = end;
        for (long left = nanos; left > 0 && !isOver(); left = end - System.nanoTime()) {
            Thread.sleep(Duration.ofNanos(Math.min(left, 200_000_000L)));
        }
    }
}

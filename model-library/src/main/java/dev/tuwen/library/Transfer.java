package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.Cause;
import dev.tuwen.network.Network;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.NetworkRequest;
import dev.tuwen.network.SealedException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// Fetches the missing parts of files, several at once, until all are here, the person stops it, or it is of no use to
/// go on. One run; made and closed by [Downloader].
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

    private final Network network;
    private final DownloadPlan plan;
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
    private @Nullable PartialFile wholeFile;
    private volatile boolean ending;
    private volatile long waitUntil;
    private volatile String current = "";

    Transfer(
            Network network, DownloadPlan plan, List<PartialFile> files, DownloadControl control, RetryPolicy retries) {
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
                if (file.equals(wholeFile)) {
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
        while (!isOver()) {
            PartialFile.Claim rest = missing(claim);
            if (rest.isEmpty()) {
                return;
            }
            var request = new NetworkRequest(
                            planned.address(),
                            new Cause(Cause.Deed.DOWNLOAD, plan.entry().title()),
                            Map.of(),
                            plan.source().token())
                    .withRange(rest.firstByte(), rest.lastByte());
            try (NetworkAnswer answer = network.get(request)) {
                if (!take(rest, answer)) {
                    return;
                }
            } catch (InterruptedIOException e) {
                throw e;
            } catch (SealedException e) {
                throw SourceFailures.of(plan.source(), e);
            } catch (IOException e) {
                waitOrGiveUp(SourceFailures.of(plan.source(), e), 0);
            }
        }
    }

    private static PartialFile.Claim missing(PartialFile.Claim claim) {
        int first = claim.first();
        while (first < claim.after() && claim.file().isDone(first)) {
            first++;
        }
        return new PartialFile.Claim(claim.file(), first, claim.after(), claim.generation());
    }

    /// Uses an answer.
    ///
    /// @return whether these units are still this worker's
    private boolean take(PartialFile.Claim claim, NetworkAnswer answer) throws IOException, InterruptedException {
        PartialFile file = claim.file();
        PlannedFile planned = file.planned();
        int status = answer.status();
        if (SourceFailures.isPassing(status)) {
            waitOrGiveUp(
                    SourceFailures.of(plan.source(), answer, planned.path()),
                    status == 429 || status == 503 ? SourceFailures.waitSeconds(answer) : 0);
            return true;
        }
        if (status == 416) {
            return changed(file);
        }
        if (status != 200 && status != 206) {
            throw SourceFailures.of(plan.source(), answer, planned.path());
        }
        long size = status == 206 ? total(answer, claim) : length(answer);
        if ((size >= 0 && size != planned.bytes())
                || !file.accept(answer.header("ETag").orElse(null))) {
            return changed(file);
        }
        if (status == 206) {
            read(claim, answer.body(), claim.firstByte());
            return true;
        }
        return whole(claim, answer);
    }

    /// The source knows no ranges: one worker takes the whole file, the others leave it alone.
    private boolean whole(PartialFile.Claim claim, NetworkAnswer answer) throws IOException, InterruptedException {
        PartialFile file = claim.file();
        synchronized (lock) {
            if (wholeFile != null && !wholeFile.equals(file)) {
                return false;
            }
            if (file.equals(wholeFile)) {
                return false;
            }
            wholeFile = file;
        }
        try {
            read(new PartialFile.Claim(file, 0, file.unitCount(), claim.generation()), answer.body(), 0);
        } finally {
            synchronized (lock) {
                wholeFile = null;
            }
        }
        return true;
    }

    private static long total(NetworkAnswer answer, PartialFile.Claim claim) throws IOException {
        String range = answer.header("Content-Range").orElse("");
        if (!range.matches("bytes \\d{1,15}-\\d{1,15}/(\\d{1,15}|\\*)")) {
            throw new IOException("a part came without saying which part it is");
        }
        long from = Long.parseLong(range.substring(6, range.indexOf('-')));
        if (from != claim.firstByte()) {
            throw new IOException("another part came than was asked for");
        }
        String total = range.substring(range.indexOf('/') + 1);
        return total.equals("*") ? -1 : Long.parseLong(total);
    }

    private static long length(NetworkAnswer answer) {
        String length = answer.header("Content-Length").orElse("");
        return length.matches("\\d{1,15}") ? Long.parseLong(length) : -1;
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
                    int count = body.read(chunk, 0, (int) Math.min(chunk.length, file.end(unit) - position));
                    if (count < 0) {
                        throw new EOFException("the connection broke off after " + position + " bytes of '"
                                + file.planned().path() + "'");
                    }
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
                    throw new IOException("a block of '" + file.planned().path() + "' does not have its digest");
                }
            } finally {
                pending.addAndGet(-unfinished);
            }
            failuresInRow.set(0);
            waitUntil = 0;
        }
    }

    /// The source has another file than before.
    private boolean changed(PartialFile file) {
        if (changes.incrementAndGet() > MAXIMUM_CHANGES) {
            throw new LibraryException(
                    Kind.FILE_CHANGED,
                    plan.source().title() + " changed '" + file.planned().path()
                            + "' while it was downloaded; begin again or choose another source",
                    null,
                    plan.source().title(),
                    file.planned().path());
        }
        file.startOver();
        return false;
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

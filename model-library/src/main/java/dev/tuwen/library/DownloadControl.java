package dev.tuwen.library;

import java.util.concurrent.locks.LockSupport;

/// The person's hands on a download: pause, go on, stop, quicker, slower. Any thread.
public final class DownloadControl {
    private static final long NANOS = 1_000_000_000L;
    private static final long LONGEST_SLEEP = NANOS / 5;

    private volatile boolean paused;
    private volatile boolean stopped;
    private volatile boolean discarded;
    private volatile long bytesPerSecond;
    private final Object lock = new Object();
    private double allowance;
    private long filled = System.nanoTime();

    /// Not paused, as quick as possible.
    public DownloadControl() {}

    /// Stops for a while; connections are closed.
    public void pause() {
        paused = true;
    }

    /// Goes on.
    public void resume() {
        paused = false;
    }

    /// Stops for good. What arrived stays on the disk, so that another download goes on from there.
    public void stop() {
        stopped = true;
    }

    /// Stops for good and throws away what arrived.
    public void discard() {
        discarded = true;
        stopped = true;
    }

    /// Limits the speed.
    ///
    /// @param maximum bytes a second; 0 for no limit
    public void limit(long maximum) {
        bytesPerSecond = Math.max(0, maximum);
    }

    /// Whether it waits.
    public boolean isPaused() {
        return paused;
    }

    /// Whether it ends.
    public boolean isStopped() {
        return stopped;
    }

    boolean isDiscarded() {
        return discarded;
    }

    /// Waits until bytes that arrived may have arrived. Half a second's worth may come at once.
    void spend(int bytes) throws InterruptedException {
        long limit = bytesPerSecond;
        if (limit <= 0) {
            return;
        }
        double debt;
        synchronized (lock) {
            long now = System.nanoTime();
            allowance = Math.min(limit * 0.5, allowance + (now - filled) * 1e-9 * limit) - bytes;
            filled = now;
            debt = -allowance;
        }
        long end = System.nanoTime() + (long) (debt / limit * NANOS);
        while (!stopped && !paused && bytesPerSecond > 0) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                return;
            }
            LockSupport.parkNanos(this, Math.min(left, LONGEST_SLEEP));
            if (Thread.interrupted()) {
                throw new InterruptedException();
            }
        }
    }
}

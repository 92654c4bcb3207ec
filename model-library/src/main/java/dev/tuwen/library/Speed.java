package dev.tuwen.library;

/// How quickly bytes come, smoothed over some seconds, and how long the rest takes. One thread.
final class Speed {
    private static final double SECONDS = 6;

    private long lastNanos = System.nanoTime();
    private long lastBytes;
    private double perSecond;
    private double seen;

    /// Bytes so far.
    void at(long bytes) {
        long now = System.nanoTime();
        double seconds = (now - lastNanos) * 1e-9;
        if (seconds < 0.05) {
            return;
        }
        double current = Math.max(0, bytes - lastBytes) / seconds;
        double weight = seen < SECONDS ? seconds / (seen + seconds) : 1 - Math.exp(-seconds / SECONDS);
        perSecond += weight * (current - perSecond);
        seen += seconds;
        lastNanos = now;
        lastBytes = bytes;
    }

    /// After a pause: counting begins at 0 again, what was learned stays.
    void restart() {
        lastNanos = System.nanoTime();
        lastBytes = 0;
    }

    double bytesPerSecond() {
        return perSecond;
    }

    /// Seconds for so many more bytes; -1 while nobody can say.
    long secondsFor(long bytes) {
        return seen < 1 || perSecond < 1 ? -1 : (long) Math.ceil(bytes / perSecond);
    }
}

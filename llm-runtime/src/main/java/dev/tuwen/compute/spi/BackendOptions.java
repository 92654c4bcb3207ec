package dev.tuwen.compute.spi;

/// Settings of an opened backend.
///
/// @param threads worker threads on the host; 0 lets the backend choose
public record BackendOptions(int threads) {
    /// The backend chooses everything.
    public static final BackendOptions DEFAULT = new BackendOptions(0);

    /// Checks the count.
    public BackendOptions {
        if (threads < 0 || threads > 1024) {
            throw new IllegalArgumentException("thread count " + threads + ", expected 0 to 1024");
        }
    }
}

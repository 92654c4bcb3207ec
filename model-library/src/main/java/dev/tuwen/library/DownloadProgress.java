package dev.tuwen.library;

/// How far a download is. Immutable.
///
/// @param phase what is being done
/// @param source where from
/// @param file which file
/// @param bytes how much of the whole model is here; never falls while the source stays the same
/// @param totalBytes size of the whole model
/// @param bytesPerSecond how quickly it comes
/// @param secondsLeft how long it takes from here; -1 when nobody can say
/// @param waitSeconds how long it is waited before the source is asked again; 0 when it is not waited
public record DownloadProgress(
        Phase phase,
        String source,
        String file,
        long bytes,
        long totalBytes,
        double bytesPerSecond,
        long secondsLeft,
        long waitSeconds) {
    /// What is being done.
    public enum Phase {
        /// Files arrive.
        DOWNLOADING,
        /// A source is asked again in a moment.
        WAITING,
        /// Nothing, because the person said so.
        PAUSED,
        /// What arrived is compared with its digests.
        CHECKING,
        /// The model gets its name.
        FINISHING
    }

    /// How much is done, 0 to 1.
    public double fraction() {
        return totalBytes <= 0 ? 0 : Math.clamp((double) bytes / totalBytes, 0, 1);
    }
}

package dev.tuwen.library;

/// Hears how far work on files is, a few times a second, and says whether to go on. On the thread that works.
public interface WorkListener {
    /// Hears nothing and wants all.
    WorkListener NONE = progress -> {};

    /// So far.
    void progress(WorkProgress progress);

    /// Whether to give up.
    default boolean cancelled() {
        return false;
    }

    /// How far work is.
    ///
    /// @param file which file
    /// @param bytes bytes done
    /// @param totalBytes bytes in all
    /// @param secondsLeft how long it takes from here; -1 when nobody can say
    record WorkProgress(String file, long bytes, long totalBytes, long secondsLeft) {
        /// How much is done, 0 to 1.
        public double fraction() {
            return totalBytes <= 0 ? 0 : Math.clamp((double) bytes / totalBytes, 0, 1);
        }
    }
}

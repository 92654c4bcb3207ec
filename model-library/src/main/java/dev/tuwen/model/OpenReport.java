package dev.tuwen.model;

import dev.tuwen.model.OpenProgress.Stage;
import java.util.concurrent.CancellationException;

/// Turns what is done while a model is opened into one fraction that never falls. Passes from the opening thread to the
/// engine thread; never used by both at once.
public final class OpenReport {
    /// Fewer calls than one for each weight: a listener may repaint.
    private static final double MIN_STEP = 0.005;

    private final OpenListener listener;
    private double reported = -1;
    private Stage stage = Stage.FINDING_DEVICE;

    /// Nothing reported yet.
    public OpenReport(OpenListener listener) {
        this.listener = listener;
    }

    /// A stage begins.
    ///
    /// @throws CancellationException if the listener wants no more
    public void enter(Stage next) {
        check();
        stage = next;
        report(0, true);
    }

    /// Part of the current stage is done.
    public void advance(double part) {
        report(part, false);
    }

    /// Everything is done.
    public void finish() {
        report(1, true);
    }

    /// Whether the listener wants no more.
    public boolean isCancelled() {
        return listener.cancelled();
    }

    /// Gives up if the listener wants to.
    public void check() {
        if (isCancelled()) {
            throw new CancellationException("opening the model was cancelled");
        }
    }

    private void report(double part, boolean always) {
        double from = startOf(stage);
        double to = endOf(stage);
        double fraction = from + (to - from) * Math.clamp(part, 0, 1);
        if (always || fraction >= reported + MIN_STEP) {
            reported = Math.max(reported, fraction);
            listener.progress(new OpenProgress(stage, reported));
        }
    }

    private static double startOf(Stage stage) {
        return switch (stage) {
            case FINDING_DEVICE -> 0;
            case READING_FILES -> 0.03;
            case PACKING_WEIGHTS -> 0.06;
        };
    }

    private static double endOf(Stage stage) {
        return switch (stage) {
            case FINDING_DEVICE -> startOf(Stage.READING_FILES);
            case READING_FILES -> startOf(Stage.PACKING_WEIGHTS);
            case PACKING_WEIGHTS -> 1;
        };
    }
}

package dev.tuwen.app.models;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.i18n.ShelfTexts;
import dev.tuwen.library.MemoryFit;

/// How sizes and times are said on the page of models. Stateless.
final class Quantities {
    private static final double MEGABYTE = 1e6;
    private static final double GIGABYTE = 1e9;
    private static final double SMALL = 1e8;
    /// A usual line, in Mbit/s.
    private static final int HOME_MEGABITS = 50;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private Quantities() {}

    static double gigabytes(long bytes) {
        return bytes / GIGABYTE;
    }

    /// How much room files take.
    static Phrase size(long bytes) {
        return bytes < SMALL ? ShelfTexts.megabytes(bytes / MEGABYTE) : ShelfTexts.gigabytes(bytes / GIGABYTE);
    }

    /// What it takes to get a model: its size, and about how long that is at home.
    static Phrase get(long bytes) {
        long seconds = 8 * bytes / (HOME_MEGABITS * (long) MEGABYTE);
        return ChatTexts.emptyGetModel(size(bytes), Math.toIntExact(Math.max(1, seconds / MINUTE)), HOME_MEGABITS);
    }

    /// The time that is left.
    ///
    /// @param seconds of it; -1 when nobody knows
    static Phrase left(long seconds) {
        if (seconds < 0) {
            return ShelfTexts.leftUnknown();
        }
        if (seconds < 90) {
            return ShelfTexts.leftSeconds((int) seconds);
        }
        return seconds < 90 * MINUTE
                ? ShelfTexts.leftMinutes((int) Math.round((double) seconds / MINUTE))
                : ShelfTexts.leftHours((double) seconds / HOUR);
    }

    /// Whether a model fits.
    static Phrase fit(MemoryFit fit) {
        double needed = gigabytes(fit.neededBytes());
        double free = gigabytes(fit.freeBytes());
        return switch (fit.verdict()) {
            case COMFORTABLE -> ShelfTexts.fitComfortable(needed);
            case TIGHT -> ShelfTexts.fitTight(needed, free);
            case TOO_LARGE -> ShelfTexts.fitTooLarge(gigabytes(fit.smallestBytes()), free);
        };
    }

    static int percent(double fraction) {
        return (int) Math.round(100 * fraction);
    }
}

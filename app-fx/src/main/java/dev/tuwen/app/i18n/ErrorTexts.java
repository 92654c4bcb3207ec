package dev.tuwen.app.i18n;

/// What is said when something fails. Stateless.
public final class ErrorTexts {
    private ErrorTexts() {}

    public static Phrase notAPicture() {
        return Phrase.of("error.picture.none");
    }

    public static Phrase formatNotRead(String format) {
        return Phrase.of("error.picture.format", format);
    }

    public static Phrase pictureDamaged() {
        return Phrase.of("error.picture.damaged");
    }

    public static Phrase pictureTooLarge() {
        return Phrase.of("error.picture.large");
    }

    public static Phrase fileUnreadable() {
        return Phrase.of("error.picture.unreadable");
    }

    public static Phrase folder() {
        return Phrase.of("error.picture.folder");
    }

    public static Phrase clipboard() {
        return Phrase.of("error.picture.clipboard");
    }

    public static Phrase textOnly(String model) {
        return Phrase.of("error.model.textOnly", model);
    }

    public static Phrase questionTooLong(int tokens, int limit) {
        return Phrase.of("error.question.long", tokens, limit);
    }

    public static Phrase modelNotFound(String wanted) {
        return Phrase.of("error.model.notFound", wanted);
    }

    public static Phrase modelUnusable() {
        return Phrase.of("error.model.unusable");
    }

    public static Phrase modelDamaged() {
        return Phrase.of("error.model.damaged");
    }

    public static Phrase modelUnsupported() {
        return Phrase.of("error.model.unsupported");
    }

    public static Phrase memory(double needed, double free) {
        return Phrase.of("error.model.memory", needed, free);
    }

    public static Phrase deviceMemory() {
        return Phrase.of("error.device.memory");
    }

    public static Phrase deviceLost() {
        return Phrase.of("error.device.lost");
    }

    public static Phrase deviceUnusable() {
        return Phrase.of("error.device.unusable");
    }

    public static Phrase unexpected() {
        return Phrase.of("error.unexpected");
    }
}

package dev.tuwen.library;

import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.SealedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;

/// What an answer of a source means that is not what was asked for. Stateless.
final class SourceFailures {
    /// Longest wait a source may ask for.
    static final long LONGEST_WAIT_SECONDS = 300;

    private SourceFailures() {}

    /// Whether asking again later may help.
    static boolean isPassing(int status) {
        return status == 429 || status == 408 || status >= 500;
    }

    /// The sentence for a status.
    static LibraryException of(Source source, NetworkAnswer answer, String wanted) {
        String title = source.title();
        int status = answer.status();
        return switch (status) {
            case 401, 403 ->
                new LibraryException(
                        Kind.NEEDS_TOKEN,
                        title + " does not hand out '" + wanted + "' to everybody (" + status
                                + "); accept the model's terms there and set a token, or choose another source",
                        null,
                        title);
            case 404, 410 ->
                new LibraryException(
                        Kind.NOT_AT_SOURCE,
                        title + " does not have '" + wanted + "'; choose another source",
                        null,
                        title,
                        wanted);
            case 407 ->
                new LibraryException(
                        Kind.PROXY_REFUSED, "the proxy wants a name and a password; choose another proxy", null);
            case 429 ->
                new LibraryException(
                        Kind.TOO_MANY_REQUESTS,
                        title + " answers no more questions for " + waitSeconds(answer)
                                + " s (429); go on later or choose another source",
                        null,
                        title,
                        String.valueOf(waitSeconds(answer)));
            default ->
                new LibraryException(
                        Kind.SOURCE_OUT_OF_ORDER,
                        title + " is out of order (" + status + "); go on later or choose another source",
                        null,
                        title,
                        String.valueOf(status));
        };
    }

    /// The sentence for no answer at all.
    static LibraryException of(Source source, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SealedException) {
                return new LibraryException(
                        Kind.SEALED,
                        "the application is sealed and makes no connection; lift it in the settings or with"
                                + " 'tuwen models seal --off'",
                        failure);
            }
        }
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return new LibraryException(
                Kind.SOURCE_BROKEN,
                source.title() + ": " + reason + "; go on later or choose another source",
                failure,
                source.title(),
                reason);
    }

    /// What `Retry-After` asks for; 0 when it does not say.
    static long waitSeconds(NetworkAnswer answer) {
        String value = answer.header("Retry-After").orElse("").strip();
        try {
            return Math.max(0, Long.parseLong(value));
        } catch (NumberFormatException notSeconds) {
            try {
                Instant then = ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME)
                        .toInstant();
                return Math.max(0, Duration.between(Instant.now(), then).toSeconds());
            } catch (DateTimeParseException none) {
                return 0;
            }
        }
    }
}

package dev.tuwen.library;

import dev.tuwen.library.DownloadPlan.PlannedFile;
import dev.tuwen.library.LibraryException.Kind;
import dev.tuwen.network.NetworkAnswer;
import dev.tuwen.network.ProxyException;
import dev.tuwen.network.SealedException;
import dev.tuwen.network.UnnotedException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an answer of a source means that is not what was asked for. Stateless.
final class SourceFailures {
    /// Longest wait a source may ask for.
    static final long LONGEST_WAIT_SECONDS = 300;

    /// How much of some contents says whether they are a page for people.
    static final int HEAD = 64;

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

    /// Why an answer that should be a part of a file, or all of it, is none; null where it is one. Such answers come
    /// from what stands between, or from a source in disorder: what is here of the file already is as good as before.
    ///
    /// @param claim what was asked for
    /// @param answer of status 200, 206 or 416
    static @Nullable LibraryException notAPart(Source source, PartialFile.Claim claim, NetworkAnswer answer) {
        PlannedFile planned = claim.file().planned();
        boolean whole = answer.status() == 200;
        if (answer.isWebPage() && !planned.path().endsWith(".html")) {
            return webPage(source);
        }
        String range = answer.header("Content-Range").orElse("").strip();
        String size = whole ? answer.header("Content-Length").orElse("") : range.substring(range.lastIndexOf('/') + 1);
        if (size.matches("\\d{1,15}") && Long.parseLong(size) != planned.bytes()) {
            return whole
                    ? broken(
                            source,
                            "'" + planned.path() + "' came with " + size + " bytes, expected " + planned.bytes(),
                            null)
                    : changed(source, planned.path());
        }
        if (answer.status() == 416) {
            return broken(source, "it does not hand out a part of '" + planned.path() + "' (416)", null);
        }
        return whole || range.matches("bytes " + claim.firstByte() + "-\\d{1,15}/(\\d{1,15}|\\*)")
                ? null
                : broken(source, "another part of '" + planned.path() + "' came than was asked for", null);
    }

    /// Whether the first bytes of contents are those of a page for people. No file of a model begins like that.
    static boolean beginsLikeAWebPage(byte[] head) {
        String text = new String(head, 0, Math.min(head.length, HEAD), StandardCharsets.ISO_8859_1)
                .replaceFirst("^\u00ef\u00bb\u00bf", "")
                .strip()
                .toLowerCase(Locale.ROOT);
        return text.startsWith("<!doctype html") || text.startsWith("<html");
    }

    /// The sentence for a page for people where something else should be.
    static LibraryException webPage(Source source) {
        return new LibraryException(
                Kind.WEB_PAGE,
                source.title() + " answers with a web page (a login?); open a page of the web to log in to this network"
                        + " and go on, or choose another source",
                null,
                source.title());
    }

    /// The sentence for a source that has another file than before.
    static LibraryException changed(Source source, String path) {
        return new LibraryException(
                Kind.FILE_CHANGED,
                source.title() + " changed '" + path
                        + "' while it was downloaded; begin again or choose another source",
                null,
                source.title(),
                path);
    }

    /// The sentence for no answer at all.
    static LibraryException of(Source source, IOException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProxyException proxy) {
                return new LibraryException(
                        Kind.BAD_SETTING, String.valueOf(proxy.getMessage()), failure, proxy.proxy(), "host:port");
            }
            if (cause instanceof UnnotedException unnoted) {
                return PartialFile.diskFailure(unnoted.list(), unnoted.reason());
            }
            if (cause instanceof SealedException) {
                return new LibraryException(
                        Kind.SEALED,
                        "the application is sealed and makes no connection; lift it in the settings or with"
                                + " 'tuwen models seal --off'",
                        failure);
            }
        }
        String reason = failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
        return broken(source, reason, failure);
    }

    private static LibraryException broken(Source source, String reason, @Nullable IOException failure) {
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

package dev.tuwen.library;

import org.jspecify.annotations.Nullable;

/// What can go wrong with models on the disk and on their way there.
public final class LibraryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// What went wrong; the window has a sentence for each in both languages.
    public enum Kind {
        /// A catalogue file is not one: file, reason.
        CATALOG_DAMAGED,
        /// No model of this name is on offer: name.
        NOT_IN_CATALOG,
        /// The model is installed already: name.
        ALREADY_INSTALLED,
        /// The model is not installed: name.
        NOT_INSTALLED,
        /// The model's licence was not accepted: title of the licence.
        LICENCE_NOT_ACCEPTED,
        /// No connection may be made.
        SEALED,
        /// No source answered: what each of them said.
        NO_SOURCE,
        /// No source can be reached at all: their titles.
        NO_CONNECTION,
        /// A source cannot be reached or broke off again and again: source, reason.
        SOURCE_BROKEN,
        /// A page for people came where a file should: source.
        WEB_PAGE,
        /// A source does not have the model: source, what is missing.
        NOT_AT_SOURCE,
        /// A source wants to know who asks: source.
        NEEDS_TOKEN,
        /// A source asks to wait longer than is sensible: source, seconds.
        TOO_MANY_REQUESTS,
        /// A source is out of order: source, status.
        SOURCE_OUT_OF_ORDER,
        /// The proxy wants to know who asks.
        PROXY_REFUSED,
        /// A source has another file than the catalogue names: source, file.
        SOURCE_DIFFERS,
        /// A source changed a file while it was downloaded: source, file.
        FILE_CHANGED,
        /// What arrived does not have its digest: file.
        WRONG_DIGEST,
        /// A list or a kit names a file that must not be written: name.
        UNSAFE_NAME,
        /// There is not enough room on the disk: needed, free, folder.
        DISK_FULL,
        /// A file or folder cannot be read or written: path, reason.
        DISK_FAILED,
        /// What was offered is no model: name, reason.
        NOT_A_MODEL,
        /// A kit is damaged or none at all: file, reason.
        KIT_DAMAGED,
        /// A folder cannot take the models: folder, reason.
        FOLDER_UNUSABLE,
        /// Somebody else works on this model right now: name.
        BUSY,
        /// A setting cannot be used: what, reason.
        BAD_SETTING
    }

    private final Kind kind;
    private final String[] values;

    /// @param kind what went wrong
    /// @param message the same for a person, in English
    /// @param cause the failure behind it, if there is one
    /// @param values what the kind's description names, for sentences in other languages
    public LibraryException(Kind kind, String message, @Nullable Throwable cause, String... values) {
        super(message, cause);
        this.kind = kind;
        this.values = values.clone();
    }

    /// What went wrong.
    public Kind kind() {
        return kind;
    }

    /// Whether it is for the person to put right, and not the fault of a network or a disk.
    public boolean isMistake() {
        return switch (kind) {
            case SEALED,
                    NO_SOURCE,
                    NO_CONNECTION,
                    SOURCE_BROKEN,
                    WEB_PAGE,
                    TOO_MANY_REQUESTS,
                    SOURCE_OUT_OF_ORDER,
                    SOURCE_DIFFERS,
                    FILE_CHANGED,
                    WRONG_DIGEST,
                    DISK_FULL,
                    DISK_FAILED -> false;
            default -> true;
        };
    }

    /// Whether another source may do better.
    public boolean isOfOneSource() {
        return switch (kind) {
            case SOURCE_BROKEN,
                    WEB_PAGE,
                    NOT_AT_SOURCE,
                    NEEDS_TOKEN,
                    TOO_MANY_REQUESTS,
                    SOURCE_OUT_OF_ORDER,
                    SOURCE_DIFFERS,
                    FILE_CHANGED,
                    WRONG_DIGEST -> true;
            default -> false;
        };
    }

    /// A value the description of the kind names; empty when there is none.
    public String value(int index) {
        return index < values.length ? values[index] : "";
    }
}

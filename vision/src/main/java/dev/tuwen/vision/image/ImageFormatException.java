package dev.tuwen.vision.image;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that cannot be used as a picture, and why, so that whoever shows it can say so in the user's language.
public final class ImageFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The reasons, each worth a sentence of its own.
    public enum Kind {
        /// The bytes are of no picture format known here.
        NOT_A_PICTURE,
        /// A known format that is not read at all; [#format()] names it.
        UNSUPPORTED_FORMAT,
        /// The format is right, the content is broken, cut off or contradicts itself.
        DAMAGED,
        /// More pixels, a longer side or more bytes than are allowed, or than memory holds.
        TOO_LARGE,
        /// The file could not be read, or it is a rare variant of a format that is otherwise read.
        UNREADABLE
    }

    private final Kind kind;
    private final @Nullable ImageFormat format;

    ImageFormatException(Kind kind, @Nullable ImageFormat format, String message) {
        this(kind, format, message, null);
    }

    ImageFormatException(Kind kind, @Nullable ImageFormat format, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.format = format;
    }

    static ImageFormatException damaged(ImageFormat format, String message) {
        return new ImageFormatException(Kind.DAMAGED, format, format.label() + " file is damaged: " + message);
    }

    static ImageFormatException unreadable(ImageFormat format, String message) {
        return new ImageFormatException(
                Kind.UNREADABLE, format, "cannot read this " + format.label() + " file: " + message);
    }

    /// Why.
    public Kind kind() {
        return kind;
    }

    /// The format, as far as it was recognised.
    public Optional<ImageFormat> format() {
        return Optional.ofNullable(format);
    }
}

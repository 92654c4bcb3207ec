package dev.tuwen.vision.image;

import dev.tuwen.filetype.FileType;
import dev.tuwen.vision.image.driver.SystemCodecException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A file that cannot be used as a picture, and why, so that whoever shows it can say so in the user's language.
public final class ImageFormatException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /// The reasons, each worth a sentence of its own.
    public enum Kind {
        /// The bytes are of no picture format known here.
        NOT_A_PICTURE,
        /// A known format that is not read, or not here; [#format()] or [#fileType()] names it.
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
    private final @Nullable FileType fileType;
    private SystemCodecException.@Nullable Missing missing;

    ImageFormatException(Kind kind, @Nullable ImageFormat format, String message) {
        this(kind, format, message, null);
    }

    ImageFormatException(Kind kind, @Nullable ImageFormat format, String message, @Nullable Throwable cause) {
        this(kind, format, null, message, cause);
    }

    private ImageFormatException(
            Kind kind,
            @Nullable ImageFormat format,
            @Nullable FileType fileType,
            String message,
            @Nullable Throwable cause) {
        super(message, cause);
        this.kind = kind;
        this.format = format;
        this.fileType = fileType;
    }

    /// What the file is instead of a picture that is read.
    static ImageFormatException isSomethingElse(FileType type) {
        Kind kind = type.group() == FileType.Group.PICTURE ? Kind.UNSUPPORTED_FORMAT : Kind.NOT_A_PICTURE;
        return new ImageFormatException(kind, null, type, "it is " + type.title() + advice(type), null);
    }

    private static String advice(FileType type) {
        return switch (type.group()) {
            case EMPTY, UNFINISHED -> "; copy or download it again";
            case LFS_POINTER -> "; 'git lfs pull' fetches it";
            case WEB_PAGE -> "; save the picture itself, maybe after a login";
            case PICTURE -> ", which is not supported; save it as JPEG or PNG first";
            case DOCUMENT -> ", not a picture; save the page as a picture first";
            case ARCHIVE -> ", not a picture; unpack it first";
            case FILM -> ", not a picture; save one picture of it first";
            case MODEL, OTHER -> ", not a picture";
        };
    }

    static ImageFormatException damaged(ImageFormat format, String message) {
        return new ImageFormatException(Kind.DAMAGED, format, format.label() + " file is damaged: " + message);
    }

    static ImageFormatException unreadable(ImageFormat format, String message) {
        String advice = message.contains("save it") ? "" : "; save it as JPEG or PNG first";
        return new ImageFormatException(
                Kind.UNREADABLE, format, "cannot read this " + format.label() + " file: " + message + advice);
    }

    /// A picture that the system reads once something is installed.
    static ImageFormatException needs(ImageFormat format, SystemCodecException.Missing missing) {
        var needs = new ImageFormatException(
                Kind.UNSUPPORTED_FORMAT,
                format,
                format.label() + " pictures cannot be read here: " + missing.remedy()
                        + "; or save it as JPEG or PNG first");
        needs.missing = missing;
        return needs;
    }

    /// What has to be installed before the picture can be read.
    public Optional<SystemCodecException.Missing> missing() {
        return Optional.ofNullable(missing);
    }

    /// Why.
    public Kind kind() {
        return kind;
    }

    /// What the file is, where it is known and no picture that is read.
    public Optional<FileType> fileType() {
        return Optional.ofNullable(fileType);
    }

    /// The format, as far as it was recognised.
    public Optional<ImageFormat> format() {
        return Optional.ofNullable(format);
    }
}

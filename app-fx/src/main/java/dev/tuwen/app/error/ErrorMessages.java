package dev.tuwen.app.error;

import dev.tuwen.app.i18n.ErrorTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.compute.spi.ComputeException;
import dev.tuwen.compute.spi.DeviceLostException;
import dev.tuwen.compute.spi.OutOfDeviceMemoryException;
import dev.tuwen.filetype.FileType;
import dev.tuwen.library.LibraryException;
import dev.tuwen.model.ModelException;
import dev.tuwen.model.ModelNotFoundException;
import dev.tuwen.model.ModelUnusableException;
import dev.tuwen.model.NotEnoughMemoryException;
import dev.tuwen.model.PicturesNotSupportedException;
import dev.tuwen.model.QuestionTooLongException;
import dev.tuwen.vision.image.Completeness;
import dev.tuwen.vision.image.ImageFormat;
import dev.tuwen.vision.image.ImageFormatException;
import dev.tuwen.vision.image.driver.SystemCodecException;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Exception types to sentences. Stateless, for any thread.
public final class ErrorMessages {
    private static final double GIGABYTE = 1e9;

    private ErrorMessages() {}

    /// What of a picture is lost, or null where nothing is.
    public static @Nullable Phrase loss(Completeness completeness) {
        return switch (completeness) {
            case WHOLE -> null;
            case ENDS_EARLY -> ErrorTexts.pictureEndsEarly();
            case DAMAGED -> ErrorTexts.picturePartlyDamaged();
        };
    }

    /// What to say about a failure.
    public static Advice advice(Throwable failure) {
        String details = details(failure);
        return switch (failure) {
            case ModelException e -> model(e, details);
            case LibraryException e -> new Advice(LibraryAdvice.sentence(e), remedy(e), details);
            case ImageFormatException e -> new Advice(refusal(e), Advice.Remedy.NONE, details);
            case UnsupportedModelException e ->
                new Advice(
                        e.model().map(ErrorTexts::modelTooNew).orElseGet(ErrorTexts::modelUnsupported),
                        Advice.Remedy.CHOOSE_MODEL,
                        details);
            case ModelFormatException e -> new Advice(modelFile(e.file()), Advice.Remedy.CHOOSE_MODEL, details);
            case OutOfDeviceMemoryException _ ->
                new Advice(ErrorTexts.deviceMemory(), Advice.Remedy.OPEN_SETTINGS, details);
            case DeviceLostException _ -> new Advice(ErrorTexts.deviceLost(), Advice.Remedy.OPEN_SETTINGS, details);
            case ComputeException _ -> new Advice(ErrorTexts.deviceUnusable(), Advice.Remedy.OPEN_SETTINGS, details);
            default -> new Advice(ErrorTexts.unexpected(), Advice.Remedy.TRY_AGAIN, details);
        };
    }

    private static Advice model(ModelException failure, String details) {
        return switch (failure) {
            case PicturesNotSupportedException e ->
                new Advice(noPictures(e.modelName(), e.missingMmproj()), Advice.Remedy.CHOOSE_MODEL, details);
            case QuestionTooLongException e ->
                new Advice(ErrorTexts.questionTooLong(e.tokens(), e.limit()), Advice.Remedy.CHANGE_QUESTION, details);
            case ModelNotFoundException e ->
                new Advice(ErrorTexts.modelNotFound(e.wanted()), Advice.Remedy.CHOOSE_MODEL, details);
            case ModelUnusableException _ ->
                new Advice(ErrorTexts.modelUnusable(), Advice.Remedy.CHOOSE_MODEL, details);
            case NotEnoughMemoryException e -> memory(e, details);
        };
    }

    /// Why a model cannot be asked about pictures.
    ///
    /// @param missingMmproj what the file may be called that it lacks; empty for a model that reads text only
    public static Phrase noPictures(String model, Optional<String> missingMmproj) {
        return missingMmproj
                .map(file -> ErrorTexts.lacksMmproj(model, file))
                .orElseGet(() -> ErrorTexts.textOnly(model));
    }

    /// Smaller weights are a remedy only where there are any.
    private static Advice memory(NotEnoughMemoryException failure, String details) {
        double needed = failure.neededBytes() / GIGABYTE;
        double free = failure.freeBytes() / GIGABYTE;
        return failure.withSmallestWeights()
                ? new Advice(ErrorTexts.memoryWhatever(needed, free), Advice.Remedy.CHOOSE_MODEL, details)
                : new Advice(ErrorTexts.memory(needed, free), Advice.Remedy.OPEN_SETTINGS, details);
    }

    /// A full disk is no model's fault.
    private static Advice.Remedy remedy(LibraryException failure) {
        LibraryException.Kind kind = failure.kind();
        return kind == LibraryException.Kind.NO_CONNECTION
                        || kind == LibraryException.Kind.DISK_FULL
                        || kind == LibraryException.Kind.DISK_FAILED
                ? Advice.Remedy.TRY_AGAIN
                : Advice.Remedy.CHOOSE_MODEL;
    }

    private static Phrase needs(String format, SystemCodecException.Missing missing) {
        return switch (missing) {
            case LIBHEIF -> ErrorTexts.formatNeedsLibheif(format);
            case LIBHEIF_DECODER -> ErrorTexts.formatNeedsDecoder(format);
            case WINDOWS_EXTENSIONS -> ErrorTexts.formatNeedsExtensions(format);
        };
    }

    /// Why a file cannot be used as a picture; to be put behind its name.
    public static Phrase refusal(ImageFormatException failure) {
        String format = failure.format().map(ImageFormat::label).orElse("");
        if (failure.fileType().isPresent()) {
            return refusal(failure.fileType().get());
        }
        return switch (failure.kind()) {
            case NOT_A_PICTURE -> ErrorTexts.notAPicture();
            case UNSUPPORTED_FORMAT ->
                failure.missing()
                        .map(missing -> needs(format, missing))
                        .orElseGet(() -> ErrorTexts.formatNotRead(format));
            case DAMAGED -> ErrorTexts.pictureDamaged();
            case TOO_LARGE -> ErrorTexts.pictureTooLarge();
            case UNREADABLE -> ErrorTexts.fileUnreadable();
        };
    }

    /// What is wrong with a file of a model: what it is instead, where that is known.
    private static Phrase modelFile(@Nullable Path file) {
        Optional<FileType.Group> group =
                Optional.ofNullable(file).flatMap(FileType::of).map(FileType::group);
        if (file == null || group.isEmpty()) {
            return ErrorTexts.modelDamaged();
        }
        String name = String.valueOf(file.getFileName());
        return switch (group.get()) {
            case EMPTY -> ErrorTexts.modelFile(name, ErrorTexts.emptyFile());
            case UNFINISHED -> ErrorTexts.modelFile(name, ErrorTexts.unfinishedDownload());
            case LFS_POINTER -> ErrorTexts.modelFile(name, ErrorTexts.lfsPointer());
            case WEB_PAGE -> ErrorTexts.modelFile(name, ErrorTexts.modelWebPage());
            case PICTURE, DOCUMENT, ARCHIVE, MODEL, FILM, OTHER -> ErrorTexts.modelDamaged();
        };
    }

    private static Phrase refusal(FileType type) {
        return switch (type.group()) {
            case EMPTY -> ErrorTexts.emptyFile();
            case UNFINISHED -> ErrorTexts.unfinishedDownload();
            case LFS_POINTER -> ErrorTexts.lfsPointer();
            case WEB_PAGE -> ErrorTexts.webPage();
            case PICTURE -> ErrorTexts.formatNotRead(type.label());
            case DOCUMENT -> ErrorTexts.document(type.label());
            case ARCHIVE -> ErrorTexts.archive(type.label());
            case MODEL -> ErrorTexts.modelNotPicture(type.label());
            case FILM -> ErrorTexts.film(type.label());
            case OTHER -> ErrorTexts.notAPicture();
        };
    }

    private static String details(Throwable failure) {
        var text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text.toString();
    }
}

package dev.tuwen.app.error;

import dev.tuwen.app.i18n.LibraryTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.library.LibraryException;

/// Sentences about models on the disk and on their way there. Stateless.
final class LibraryAdvice {
    private LibraryAdvice() {}

    static Phrase sentence(LibraryException failure) {
        String first = failure.value(0);
        return switch (failure.kind()) {
            case CATALOG_DAMAGED -> LibraryTexts.catalogDamaged(first);
            case NOT_IN_CATALOG -> LibraryTexts.notInCatalog(first);
            case ALREADY_INSTALLED -> LibraryTexts.alreadyInstalled(first);
            case NOT_INSTALLED -> LibraryTexts.notInstalled(first);
            case LICENCE_NOT_ACCEPTED -> LibraryTexts.licenceNotAccepted();
            case SEALED -> LibraryTexts.sealed();
            case NO_SOURCE -> LibraryTexts.noSource(first);
            case NO_CONNECTION -> LibraryTexts.noConnection();
            case SOURCE_BROKEN -> LibraryTexts.sourceBroken(first);
            case WEB_PAGE -> LibraryTexts.webPage(first);
            case NOT_AT_SOURCE -> LibraryTexts.notAtSource(first);
            case NEEDS_TOKEN -> LibraryTexts.needsToken(first);
            case TOO_MANY_REQUESTS -> LibraryTexts.tooManyRequests(first);
            case SOURCE_OUT_OF_ORDER -> LibraryTexts.sourceOutOfOrder(first);
            case PROXY_REFUSED -> LibraryTexts.proxyRefused();
            case SOURCE_DIFFERS -> LibraryTexts.sourceDiffers(first, failure.value(1));
            case FILE_CHANGED -> LibraryTexts.fileChanged(first, failure.value(1));
            case WRONG_DIGEST -> LibraryTexts.wrongDigest(first);
            case UNSAFE_NAME -> LibraryTexts.unsafeName(first);
            case DISK_FULL -> LibraryTexts.diskFull();
            case DISK_FAILED -> LibraryTexts.diskFailed(first);
            case NOT_A_MODEL -> LibraryTexts.notAModel(first);
            case KIT_DAMAGED -> LibraryTexts.kitDamaged(first);
            case FOLDER_UNUSABLE -> LibraryTexts.folderUnusable(first);
            case BUSY -> LibraryTexts.busy(first);
            case BAD_SETTING -> LibraryTexts.badSetting(first);
        };
    }
}

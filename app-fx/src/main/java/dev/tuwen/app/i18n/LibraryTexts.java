package dev.tuwen.app.i18n;

/// What is said about models on the disk and on their way there. Stateless.
public final class LibraryTexts {
    private LibraryTexts() {}

    public static Phrase catalogDamaged(String file) {
        return Phrase.of("library.error.catalogDamaged", file);
    }

    public static Phrase notInCatalog(String name) {
        return Phrase.of("library.error.notInCatalog", name);
    }

    public static Phrase alreadyInstalled(String name) {
        return Phrase.of("library.error.alreadyInstalled", name);
    }

    public static Phrase notInstalled(String name) {
        return Phrase.of("library.error.notInstalled", name);
    }

    public static Phrase licenceNotAccepted() {
        return Phrase.of("library.error.licenceNotAccepted");
    }

    public static Phrase sealed() {
        return Phrase.of("library.error.sealed");
    }

    public static Phrase noSource(String title) {
        return Phrase.of("library.error.noSource", title);
    }

    public static Phrase sourceBroken(String source) {
        return Phrase.of("library.error.sourceBroken", source);
    }

    public static Phrase notAtSource(String source) {
        return Phrase.of("library.error.notAtSource", source);
    }

    public static Phrase needsToken(String source) {
        return Phrase.of("library.error.needsToken", source);
    }

    public static Phrase tooManyRequests(String source) {
        return Phrase.of("library.error.tooManyRequests", source);
    }

    public static Phrase sourceOutOfOrder(String source) {
        return Phrase.of("library.error.sourceOutOfOrder", source);
    }

    public static Phrase proxyRefused() {
        return Phrase.of("library.error.proxyRefused");
    }

    public static Phrase sourceDiffers(String source, String file) {
        return Phrase.of("library.error.sourceDiffers", source, file);
    }

    public static Phrase fileChanged(String source, String file) {
        return Phrase.of("library.error.fileChanged", source, file);
    }

    public static Phrase wrongDigest(String file) {
        return Phrase.of("library.error.wrongDigest", file);
    }

    public static Phrase unsafeName(String name) {
        return Phrase.of("library.error.unsafeName", name);
    }

    public static Phrase diskFull() {
        return Phrase.of("library.error.diskFull");
    }

    public static Phrase diskFailed(String path) {
        return Phrase.of("library.error.diskFailed", path);
    }

    public static Phrase notAModel(String name) {
        return Phrase.of("library.error.notAModel", name);
    }

    public static Phrase kitDamaged(String file) {
        return Phrase.of("library.error.kitDamaged", file);
    }

    public static Phrase folderUnusable(String folder) {
        return Phrase.of("library.error.folderUnusable", folder);
    }

    public static Phrase busy(String name) {
        return Phrase.of("library.error.busy", name);
    }

    public static Phrase badSetting(String text) {
        return Phrase.of("library.error.badSetting", text);
    }
}

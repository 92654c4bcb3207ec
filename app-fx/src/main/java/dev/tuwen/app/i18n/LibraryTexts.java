package dev.tuwen.app.i18n;

/// What is said about models on the disk and on their way there. Stateless.
public final class LibraryTexts {
    private LibraryTexts() {}

    public static Phrase catalogDamaged(String file) {
        return Phrase.of(
                "library.error.catalogDamaged",
                "The list of models in \"{0}\" cannot be used; correct it or remove it",
                file);
    }

    public static Phrase notInCatalog(String name) {
        return Phrase.of("library.error.notInCatalog", "No model called \"{0}\" is on offer", name);
    }

    public static Phrase alreadyInstalled(String name) {
        return Phrase.of("library.error.alreadyInstalled", "{0} is already installed", name);
    }

    public static Phrase notInstalled(String name) {
        return Phrase.of("library.error.notInstalled", "{0} is not installed", name);
    }

    public static Phrase licenceNotAccepted() {
        return Phrase.of("library.error.licenceNotAccepted", "The licence has to be accepted first");
    }

    public static Phrase sealed() {
        return Phrase.of(
                "library.error.sealed", "Tuwen is sealed and makes no connection; lift the seal below to download");
    }

    public static Phrase noSource(String title) {
        return Phrase.of(
                "library.error.noSource", "No source has {0} right now; choose one yourself or try again later", title);
    }

    public static Phrase noConnection() {
        return Phrase.of(
                "library.error.noConnection",
                "No connection: none of the sources can be reached. Connect to a network, or set the proxy that leads there");
    }

    public static Phrase sourceBroken(String source) {
        return Phrase.of(
                "library.error.sourceBroken",
                "{0} cannot be reached, or the connection keeps breaking; go on later or choose another source",
                source);
    }

    public static Phrase webPage(String source) {
        return Phrase.of(
                "library.error.webPage",
                "{0} answers with a web page; this network may want a login in your browser first, then go on",
                source);
    }

    public static Phrase notAtSource(String source) {
        return Phrase.of("library.error.notAtSource", "{0} does not have this model; choose another source", source);
    }

    public static Phrase needsToken(String source) {
        return Phrase.of(
                "library.error.needsToken",
                "{0} wants to know who asks; choose another source, or accept its terms there and set HF_TOKEN",
                source);
    }

    public static Phrase tooManyRequests(String source) {
        return Phrase.of(
                "library.error.tooManyRequests",
                "{0} is asked too often right now; go on later or choose another source",
                source);
    }

    public static Phrase sourceOutOfOrder(String source) {
        return Phrase.of(
                "library.error.sourceOutOfOrder", "{0} is out of order; go on later or choose another source", source);
    }

    public static Phrase proxyRefused() {
        return Phrase.of(
                "library.error.proxyRefused",
                "The proxy wants a name and a password, or other ones; write user:password@host:port as the proxy "
                        + "below under Network");
    }

    public static Phrase sourceDiffers(String source, String file) {
        return Phrase.of(
                "library.error.sourceDiffers",
                "{0} has another \"{1}\" than the one that was checked; choose another source",
                source,
                file);
    }

    public static Phrase fileChanged(String source, String file) {
        return Phrase.of(
                "library.error.fileChanged",
                "{0} changed \"{1}\" during the download; begin again or choose another source",
                source,
                file);
    }

    public static Phrase wrongDigest(String file) {
        return Phrase.of(
                "library.error.wrongDigest", "\"{0}\" does not have its checksum; choose another source", file);
    }

    public static Phrase unsafeName(String name) {
        return Phrase.of(
                "library.error.unsafeName", "\"{0}\" is a name that must not be written; nothing was kept", name);
    }

    public static Phrase diskFull() {
        return Phrase.of(
                "library.error.diskFull",
                "There is not enough room on the disk; make room or move the models to another one");
    }

    public static Phrase diskFailed(String path) {
        return Phrase.of("library.error.diskFailed", "\"{0}\" cannot be read or written", path);
    }

    public static Phrase notAModel(String name) {
        return Phrase.of("library.error.notAModel", "\"{0}\" is no complete model", name);
    }

    public static Phrase kitDamaged(String file) {
        return Phrase.of("library.error.kitDamaged", "\"{0}\" is damaged or no kit; get it again", file);
    }

    public static Phrase folderUnusable(String folder) {
        return Phrase.of(
                "library.error.folderUnusable",
                "The models cannot be moved to \"{0}\"; choose an empty folder elsewhere",
                folder);
    }

    public static Phrase busy(String name) {
        return Phrase.of("library.error.busy", "{0} is already being downloaded", name);
    }

    public static Phrase badSetting(String text) {
        return Phrase.of(
                "library.error.badSetting",
                "\"{0}\" cannot be used; write https://… for a source and host:port for a proxy",
                text);
    }
}

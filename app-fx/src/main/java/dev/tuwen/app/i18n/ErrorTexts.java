package dev.tuwen.app.i18n;

/// What is said when something fails. Stateless.

public final class ErrorTexts {
    private ErrorTexts() {}

    public static Phrase notAPicture() {
        return Phrase.of("error.picture.none", "not a picture");
    }

    public static Phrase formatNotRead(String format) {
        return Phrase.of("error.picture.format", "{0} pictures cannot be read yet; save it as JPEG or PNG", format);
    }

    public static Phrase emptyFile() {
        return Phrase.of("error.file.empty", "the file is empty; copy or download it again");
    }

    public static Phrase unfinishedDownload() {
        return Phrase.of("error.file.unfinished", "an unfinished download; download it again");
    }

    public static Phrase lfsPointer() {
        return Phrase.of("error.file.lfs", "a pointer of Git LFS, not the file itself; \"git lfs pull\" fetches it");
    }

    public static Phrase webPage() {
        return Phrase.of(
                "error.file.webPage", "a web page, not the picture itself; save the picture itself in your browser");
    }

    public static Phrase document(String format) {
        return Phrase.of("error.file.document", "a document ({0}); save the page as a picture first", format);
    }

    public static Phrase archive(String format) {
        return Phrase.of("error.file.archive", "an archive ({0}); unpack it first", format);
    }

    public static Phrase modelNotPicture(String format) {
        return Phrase.of("error.file.model", "a model ({0}), not a picture; add it under Models", format);
    }

    public static Phrase film(String format) {
        return Phrase.of("error.file.film", "a film ({0}); save one picture of it first", format);
    }

    public static Phrase formatNeedsLibheif(String format) {
        return Phrase.of(
                "error.picture.libheif",
                "{0} pictures need libheif; install it, or save the picture as JPEG or PNG",
                format);
    }

    public static Phrase formatNeedsDecoder(String format) {
        return Phrase.of(
                "error.picture.decoder",
                "libheif lacks the decoder for {0} pictures; install its plugin, or save the picture as JPEG or PNG",
                format);
    }

    public static Phrase formatNeedsExtensions(String format) {
        return Phrase.of(
                "error.picture.windows",
                "{0} pictures need the HEIF and video extensions of the Microsoft Store; install them, or save the picture "
                        + "as JPEG or PNG",
                format);
    }

    public static Phrase pictureDamaged() {
        return Phrase.of("error.picture.damaged", "the file is damaged");
    }

    public static Phrase pictureEndsEarly() {
        return Phrase.of("error.picture.endsEarly", "the file ends too early; what is missing is gray");
    }

    public static Phrase picturePartlyDamaged() {
        return Phrase.of(
                "error.picture.partlyDamaged", "the file is damaged; parts of the picture may be wrong or gray");
    }

    public static Phrase pictureTooLarge() {
        return Phrase.of("error.picture.large", "too large; the limit is 200 megapixels");
    }

    public static Phrase fileUnreadable() {
        return Phrase.of("error.picture.unreadable", "the file cannot be read");
    }

    public static Phrase folder() {
        return Phrase.of("error.picture.folder", "a folder; drop the pictures inside it");
    }

    public static Phrase nameCut() {
        return Phrase.of(
                "error.picture.nameCut",
                "its name did not arrive whole; use the button that adds pictures, or rename it");
    }

    public static Phrase clipboard() {
        return Phrase.of("error.picture.clipboard", "The clipboard holds no picture that can be read");
    }

    public static Phrase textOnly(String model) {
        return Phrase.of(
                "error.model.textOnly", "{0} reads text only and cannot see pictures; choose a MiniCPM-V model", model);
    }

    public static Phrase lacksMmproj(String model, String file) {
        return Phrase.of(
                "error.model.lacksMmproj",
                "{0} lacks its vision encoder and cannot see pictures yet; put the model''s mmproj file, such as {1},"
                        + " into the same folder and open it again",
                model,
                file);
    }

    public static Phrase questionTooLong(int tokens, int limit) {
        return Phrase.of(
                "error.question.long",
                "The question and the pictures take {0} tokens, the model holds {1}; ask in fewer words or about fewer "
                        + "pictures",
                tokens,
                limit);
    }

    public static Phrase modelNotFound(String wanted) {
        return Phrase.of("error.model.notFound", "There is no model at \"{0}\"", wanted);
    }

    public static Phrase modelUnusable() {
        return Phrase.of(
                "error.model.unusable",
                "This folder is no complete MiniCPM-V model; check that every file of it is there");
    }

    public static Phrase modelDamaged() {
        return Phrase.of("error.model.damaged", "A file of this model is damaged; copy or download it again");
    }

    public static Phrase modelTooNew(String model) {
        return Phrase.of("error.model.tooNew", "{0} cannot be run by this version of Tuwen", model);
    }

    public static Phrase modelFile(String file, Phrase reason) {
        return Phrase.of("error.model.file", "{0}: {1}", file, reason);
    }

    public static Phrase modelWebPage() {
        return Phrase.of(
                "error.model.webPage",
                "a web page, not the file itself; download the file itself, maybe after a login");
    }

    public static Phrase modelUnsupported() {
        return Phrase.of("error.model.unsupported", "This is a kind of model that Tuwen does not run");
    }

    public static Phrase memory(double needed, double free) {
        return Phrase.of(
                "error.model.memory",
                "The model needs {0,number,0.0} GB of memory, {1,number,0.0} GB are free; close other programs or "
                        + "choose smaller weights in Settings",
                needed,
                free);
    }

    public static Phrase memoryWhatever(double needed, double free) {
        return Phrase.of(
                "error.model.memoryWhatever",
                "The model needs {0,number,0.0} GB of memory even with the smallest weights, {1,number,0.0} GB are free; "
                        + "close other programs or choose a smaller model",
                needed,
                free);
    }

    public static Phrase deviceMemory() {
        return Phrase.of(
                "error.device.memory",
                "The device ran out of memory; choose smaller weights or another device in Settings");
    }

    public static Phrase deviceLost() {
        return Phrase.of(
                "error.device.lost", "The device stopped responding; choose another one in Settings, or restart Tuwen");
    }

    public static Phrase deviceUnusable() {
        return Phrase.of("error.device.unusable", "The chosen device cannot be used; choose another one in Settings");
    }

    public static Phrase unexpected() {
        return Phrase.of("error.unexpected", "Something unexpected went wrong");
    }
}

package dev.tuwen.app.i18n;

/// What is said about newer versions. Stateless.
public final class UpdateTexts {
    private UpdateTexts() {}

    public static Phrase title() {
        return Phrase.of("updates.title", "Newer versions");
    }

    public static Phrase version(String version) {
        return Phrase.of("updates.version", "Tuwen {0}", version);
    }

    public static Phrase look() {
        return Phrase.of("updates.look", "Check for updates");
    }

    public static Phrase daily() {
        return Phrase.of("updates.daily", "Look once a day");
    }

    public static Phrase dailyAbout(String host) {
        return Phrase.of(
                "updates.daily.about",
                "When Tuwen is opened, it then asks {0} for the list of versions, and nothing else.",
                host);
    }

    public static Phrase notLooked() {
        return Phrase.of("updates.notLooked", "Tuwen only looks when you ask it to.");
    }

    public static Phrase looking() {
        return Phrase.of("updates.looking", "Looking…");
    }

    public static Phrase newest() {
        return Phrase.of("updates.newest", "There is no newer version for this system.");
    }

    public static Phrase noFeed() {
        return Phrase.of("updates.noFeed", "This build knows no place where newer versions are listed.");
    }

    public static Phrase available(String version, String date) {
        return Phrase.of("updates.available", "Version {0} of {1} is available.", version, date);
    }

    public static Phrase news(String version) {
        return Phrase.of("updates.news", "Version {0} is available", version);
    }

    public static Phrase download(double megabytes) {
        return Phrase.of("updates.download", "Download ({0,number,0} MB)", megabytes);
    }

    public static Phrase downloading(String name, int percent) {
        return Phrase.of("updates.downloading", "Downloading {0} · {1} %", name, percent);
    }

    public static Phrase cancel() {
        return Phrase.of("updates.cancel", "Cancel");
    }

    public static Phrase ready(String name) {
        return Phrase.of(
                "updates.ready",
                "{0} is here, and has its digest. Tuwen installs nothing by itself: close it and open that file.",
                name);
    }

    public static Phrase showFolder() {
        return Phrase.of("updates.showFolder", "Show it in its folder");
    }

    public static Phrase sealed() {
        return Phrase.of(
                "updates.sealed", "Tuwen is sealed and makes no connection, so it does not look for newer versions.");
    }

    public static Phrase unreachable(String place) {
        return Phrase.of(
                "updates.unreachable",
                "{0} cannot be reached, or does not answer as it should; try again later.",
                place);
    }

    public static Phrase notAFeed(String place) {
        return Phrase.of("updates.notAFeed", "{0} answers with no list of versions; try again later.", place);
    }

    public static Phrase notSigned(String place) {
        return Phrase.of(
                "updates.notSigned",
                "The list of versions of {0} is not signed by who published Tuwen; it is not used.",
                place);
    }

    public static Phrase wrongDigest(String name) {
        return Phrase.of("updates.wrongDigest", "{0} does not have its digest and must not be used.", name);
    }

    public static Phrase disk(String folder) {
        return Phrase.of("updates.disk", "{0} cannot be written, or its disk is full.", folder);
    }

    public static Phrase failed() {
        return Phrase.of("updates.failed", "Something went wrong; try again later.");
    }
}

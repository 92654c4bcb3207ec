package dev.tuwen.app.i18n;

/// What is said on the page of models about getting, keeping and moving them. Stateless.
public final class ShelfTexts {
    private ShelfTexts() {}

    public static Phrase catalogProblem(String problem) {
        return Phrase.of("library.catalogProblem", problem);
    }

    public static Phrase title() {
        return Phrase.of("library.title");
    }

    public static Phrase about() {
        return Phrase.of("library.about");
    }

    public static Phrase gigabytes(double count) {
        return Phrase.of("library.gigabytes", count);
    }

    public static Phrase megabytes(double count) {
        return Phrase.of("library.megabytes", count);
    }

    public static Phrase size(Phrase about) {
        return Phrase.of("library.size", about);
    }

    public static Phrase fitComfortable(double needed) {
        return Phrase.of("library.fitComfortable", needed);
    }

    public static Phrase fitTight(double needed, double free) {
        return Phrase.of("library.fitTight", needed, free);
    }

    public static Phrase fitTooLarge(double needed, double free) {
        return Phrase.of("library.fitTooLarge", needed, free);
    }

    public static Phrase get() {
        return Phrase.of("library.get");
    }

    public static Phrase goOn() {
        return Phrase.of("library.goOn");
    }

    public static Phrase licenceTitle(String model) {
        return Phrase.of("library.licenceTitle", model);
    }

    public static Phrase licenceRead() {
        return Phrase.of("library.licenceRead");
    }

    public static Phrase licenceAccept() {
        return Phrase.of("library.licenceAccept");
    }

    public static Phrase cancel() {
        return Phrase.of("library.cancel");
    }

    public static Phrase choosing() {
        return Phrase.of("library.choosing");
    }

    public static Phrase downloading(String source, double done, double total, double speed, Phrase left) {
        return Phrase.of("library.downloading", source, done, total, speed, left);
    }

    public static Phrase leftSeconds(int seconds) {
        return Phrase.of("library.leftSeconds", seconds);
    }

    public static Phrase leftMinutes(int minutes) {
        return Phrase.of("library.leftMinutes", minutes);
    }

    public static Phrase leftHours(double hours) {
        return Phrase.of("library.leftHours", hours);
    }

    public static Phrase leftUnknown() {
        return Phrase.of("library.leftUnknown");
    }

    public static Phrase waiting(String source, int seconds) {
        return Phrase.of("library.waiting", source, seconds);
    }

    public static Phrase paused(double done, double total) {
        return Phrase.of("library.paused", done, total);
    }

    public static Phrase checking(String file, int percent) {
        return Phrase.of("library.checking", file, percent);
    }

    public static Phrase finishing() {
        return Phrase.of("library.finishing");
    }

    public static Phrase pause() {
        return Phrase.of("library.pause");
    }

    public static Phrase resume() {
        return Phrase.of("library.resume");
    }

    public static Phrase stop() {
        return Phrase.of("library.stop");
    }

    public static Phrase discard() {
        return Phrase.of("library.discard");
    }

    public static Phrase tryAgain() {
        return Phrase.of("library.tryAgain");
    }

    public static Phrase fromSource() {
        return Phrase.of("library.fromSource");
    }

    public static Phrase quickest() {
        return Phrase.of("library.quickest");
    }

    public static Phrase installedNow(String model) {
        return Phrase.of("library.installedNow", model);
    }

    public static Phrase installedVouched(String model, int vouched, int files, String source) {
        return Phrase.of("library.installedVouched", model, vouched, files, source);
    }

    public static Phrase menu(String model) {
        return Phrase.of("library.menu", model);
    }

    public static Phrase verify() {
        return Phrase.of("library.verify");
    }

    public static Phrase makeDefault() {
        return Phrase.of("library.makeDefault");
    }

    public static Phrase isDefault() {
        return Phrase.of("library.isDefault");
    }

    public static Phrase showFolder() {
        return Phrase.of("library.showFolder");
    }

    public static Phrase pack() {
        return Phrase.of("library.pack");
    }

    public static Phrase makeSmaller() {
        return Phrase.of("library.makeSmaller");
    }

    public static Phrase smallerAbout(String model) {
        return Phrase.of("library.smallerAbout", model);
    }

    public static Phrase smallerBegin() {
        return Phrase.of("library.smallerBegin");
    }

    public static Phrase smallerMade(String model) {
        return Phrase.of("library.smallerMade", model);
    }

    public static Phrase remove() {
        return Phrase.of("library.remove");
    }

    public static Phrase removeSure(String model, Phrase size) {
        return Phrase.of("library.removeSure", model, size);
    }

    public static Phrase forgetSure(String model) {
        return Phrase.of("library.forgetSure", model);
    }

    public static Phrase removeYes() {
        return Phrase.of("library.removeYes");
    }

    public static Phrase forgetYes() {
        return Phrase.of("library.forgetYes");
    }

    public static Phrase incomplete(String file) {
        return Phrase.of("library.incomplete", file);
    }

    public static Phrase inPlace() {
        return Phrase.of("library.inPlace");
    }

    public static Phrase verified(String model, int files) {
        return Phrase.of("library.verified", model, files);
    }

    public static Phrase verifyWrong(String model, String file) {
        return Phrase.of("library.verifyWrong", model, file);
    }

    public static Phrase working(String name, int percent, Phrase left) {
        return Phrase.of("library.working", name, percent, left);
    }

    public static Phrase packed(String file) {
        return Phrase.of("library.packed", file);
    }

    public static Phrase moved(String folder) {
        return Phrase.of("library.moved", folder);
    }

    public static Phrase addTitle(String model, Phrase size) {
        return Phrase.of("library.addTitle", model, size);
    }

    public static Phrase addBlind() {
        return Phrase.of("library.addBlind");
    }

    public static Phrase addInPlace() {
        return Phrase.of("library.addInPlace");
    }

    public static Phrase addCopy() {
        return Phrase.of("library.addCopy");
    }

    public static Phrase addMove() {
        return Phrase.of("library.addMove");
    }

    public static Phrase addKit() {
        return Phrase.of("library.addKit");
    }

    public static Phrase dropModel() {
        return Phrase.of("library.dropModel");
    }

    public static Phrase folderIs(String path) {
        return Phrase.of("library.folderIs", path);
    }

    public static Phrase moveFolder() {
        return Phrase.of("library.moveFolder");
    }

    public static Phrase network() {
        return Phrase.of("library.network");
    }

    public static Phrase seal() {
        return Phrase.of("library.seal");
    }

    public static Phrase sealAbout() {
        return Phrase.of("library.sealAbout");
    }

    public static Phrase sealForced() {
        return Phrase.of("library.sealForced");
    }

    public static Phrase source() {
        return Phrase.of("library.source");
    }

    public static Phrase address() {
        return Phrase.of("library.address");
    }

    public static Phrase addressAbout(String pattern) {
        return Phrase.of("library.addressAbout", pattern);
    }

    public static Phrase proxy() {
        return Phrase.of("library.proxy");
    }

    public static Phrase proxyAbout() {
        return Phrase.of("library.proxyAbout");
    }

    public static Phrase limit() {
        return Phrase.of("library.limit");
    }

    public static Phrase limitAbout() {
        return Phrase.of("library.limitAbout");
    }

    public static Phrase connections() {
        return Phrase.of("library.connections");
    }

    public static Phrase noConnections() {
        return Phrase.of("library.noConnections");
    }

    public static Phrase connection(String when, double megabytes, String outcome) {
        return Phrase.of("library.connection", when, megabytes, outcome);
    }

    public static Phrase connectionsSum(int count, double megabytes) {
        return Phrase.of("library.connectionsSum", count, megabytes);
    }

    public static Phrase causeList(String model) {
        return Phrase.of("library.causeList", model);
    }

    public static Phrase causeSize(String model) {
        return Phrase.of("library.causeSize", model);
    }

    public static Phrase causeDownload(String model) {
        return Phrase.of("library.causeDownload", model);
    }

    public static Phrase causeOther(String words) {
        return Phrase.of("library.causeOther", words);
    }
}

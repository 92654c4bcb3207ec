package dev.tuwen.app.i18n;

/// What is said on the page of models about getting, keeping and moving them. Stateless.
public final class ShelfTexts {
    private ShelfTexts() {}

    public static Phrase catalogProblem(String problem) {
        return Phrase.of("library.catalogProblem", "One of your own models on offer is left out: {0}", problem);
    }

    public static Phrase title() {
        return Phrase.of("library.title", "Get a model");
    }

    public static Phrase about() {
        return Phrase.of(
                "library.about",
                "Downloads come from the quickest source and go on where they stopped. You see the licence first.");
    }

    public static Phrase gigabytes(double count) {
        return Phrase.of("library.gigabytes", "{0,number,0.0} GB", count);
    }

    public static Phrase megabytes(double count) {
        return Phrase.of("library.megabytes", "{0,number,0.0} MB", count);
    }

    public static Phrase size(Phrase about) {
        return Phrase.of("library.size", "about {0}", about);
    }

    public static Phrase fitComfortable(double needed) {
        return Phrase.of("library.fitComfortable", "needs {0,number,0.0} GB of memory: comfortable", needed);
    }

    public static Phrase fitTight(double needed, double free) {
        return Phrase.of(
                "library.fitTight",
                "needs {0,number,0.0} GB of memory, {1,number,0.0} GB are free: tight",
                needed,
                free);
    }

    public static Phrase fitTooLarge(double needed, double free) {
        return Phrase.of(
                "library.fitTooLarge",
                "needs {0,number,0.0} GB of memory, {1,number,0.0} GB are free: too large",
                needed,
                free);
    }

    public static Phrase get() {
        return Phrase.of("library.get", "Get...");
    }

    public static Phrase goOn() {
        return Phrase.of("library.goOn", "Go on...");
    }

    public static Phrase licenceTitle(String model) {
        return Phrase.of("library.licenceTitle", "The licence of {0}", model);
    }

    public static Phrase licenceRead() {
        return Phrase.of("library.licenceRead", "Read the whole text");
    }

    public static Phrase licenceAccept() {
        return Phrase.of("library.licenceAccept", "Accept and download");
    }

    public static Phrase cancel() {
        return Phrase.of("library.cancel", "Cancel");
    }

    public static Phrase choosing() {
        return Phrase.of("library.choosing", "Asking which source is quickest");
    }

    public static Phrase downloading(String source, double done, double total, double speed, Phrase left) {
        return Phrase.of(
                "library.downloading",
                "{0} · {1,number,0.00} of {2,number,0.00} GB · {3,number,0.0} MB/s · {4}",
                source,
                done,
                total,
                speed,
                left);
    }

    public static Phrase leftSeconds(int seconds) {
        return Phrase.of("library.leftSeconds", "{0} s left", seconds);
    }

    public static Phrase leftMinutes(int minutes) {
        return Phrase.of("library.leftMinutes", "{0} min left", minutes);
    }

    public static Phrase leftHours(double hours) {
        return Phrase.of("library.leftHours", "{0,number,0.0} h left", hours);
    }

    public static Phrase leftUnknown() {
        return Phrase.of("library.leftUnknown", "time left not known yet");
    }

    public static Phrase waiting(String source, int seconds) {
        return Phrase.of("library.waiting", "{0} · asking again in {1} s", source, seconds);
    }

    public static Phrase paused(double done, double total) {
        return Phrase.of("library.paused", "Paused at {0,number,0.00} of {1,number,0.00} GB", done, total);
    }

    public static Phrase checking(String file, int percent) {
        return Phrase.of("library.checking", "Checking {0} · {1}%", file, percent);
    }

    public static Phrase finishing() {
        return Phrase.of("library.finishing", "Finishing");
    }

    public static Phrase pause() {
        return Phrase.of("library.pause", "Pause");
    }

    public static Phrase resume() {
        return Phrase.of("library.resume", "Go on");
    }

    public static Phrase stop() {
        return Phrase.of("library.stop", "Stop and delete");
    }

    public static Phrase discard() {
        return Phrase.of("library.discard", "Delete what arrived");
    }

    public static Phrase tryAgain() {
        return Phrase.of("library.tryAgain", "Try again");
    }

    public static Phrase fromSource() {
        return Phrase.of("library.fromSource", "Download from");
    }

    public static Phrase quickest() {
        return Phrase.of("library.quickest", "the quickest source");
    }

    public static Phrase installedNow(String model) {
        return Phrase.of("library.installedNow", "{0} is installed", model);
    }

    public static Phrase installedVouched(String model, int vouched, int files, String source) {
        return Phrase.of(
                "library.installedVouched",
                "{0} is installed. For {1} of its {2} files there is only the checksum {3} itself gives.",
                model,
                vouched,
                files,
                source);
    }

    public static Phrase menu(String model) {
        return Phrase.of("library.menu", "More about {0}", model);
    }

    public static Phrase verify() {
        return Phrase.of("library.verify", "Check files");
    }

    public static Phrase makeDefault() {
        return Phrase.of("library.makeDefault", "Open at every start");
    }

    public static Phrase isDefault() {
        return Phrase.of("library.isDefault", "opened at every start");
    }

    public static Phrase showFolder() {
        return Phrase.of("library.showFolder", "Show folder");
    }

    public static Phrase pack() {
        return Phrase.of("library.pack", "Save as an offline kit...");
    }

    public static Phrase makeSmaller() {
        return Phrase.of("library.makeSmaller", "Make smaller (4-bit)...");
    }

    public static Phrase smallerAbout(String model) {
        return Phrase.of(
                "library.smallerAbout",
                "Makes a copy of {0} with 4-bit weights, about a third as large. It needs less memory and answers "
                        + "sooner; answers may get a little worse. It takes some minutes, the original stays.",
                model);
    }

    public static Phrase smallerBegin() {
        return Phrase.of("library.smallerBegin", "Make the copy");
    }

    public static Phrase smallerMade(String model) {
        return Phrase.of("library.smallerMade", "The smaller copy of {0} is ready", model);
    }

    public static Phrase remove() {
        return Phrase.of("library.remove", "Delete...");
    }

    public static Phrase removeSure(String model, Phrase size) {
        return Phrase.of("library.removeSure", "Delete {0} and free {1}? This cannot be undone.", model, size);
    }

    public static Phrase forgetSure(String model) {
        return Phrase.of(
                "library.forgetSure",
                "Remove {0} from this list? Its files stay where they are, and you can add it again.",
                model);
    }

    public static Phrase removeYes() {
        return Phrase.of("library.removeYes", "Delete");
    }

    public static Phrase forgetYes() {
        return Phrase.of("library.forgetYes", "Remove from this list");
    }

    public static Phrase forget() {
        return Phrase.of("library.forget", "Remove from this list...");
    }

    public static Phrase incomplete(String file) {
        return Phrase.of(
                "library.incomplete",
                "Cannot be opened: its file \"{0}\" is missing. Add it, or get the model again.",
                file);
    }

    public static Phrase incompleteMany(String file, int more) {
        return Phrase.of(
                "library.incompleteMany",
                "Cannot be opened: its file \"{0}\" and {1,choice,1#1 more is|1<{1} more are} missing. Add them, or get "
                        + "the model again.",
                file,
                more);
    }

    public static Phrase inPlace() {
        return Phrase.of("library.inPlace", "used where it is");
    }

    public static Phrase verified(String model, int files) {
        return Phrase.of("library.verified", "All {1} files of {0} are as they should be", model, files);
    }

    public static Phrase verifiedInPart(String model, int unknown, int files) {
        return Phrase.of(
                "library.verifiedInPart",
                "{1} of the {2} files of {0} could not be compared: nobody had noted what they should be. They are noted now, for"
                        + " the next time.",
                model,
                unknown,
                files);
    }

    public static Phrase verifyWrong(String model, String file) {
        return Phrase.of(
                "library.verifyWrong",
                "{0} is damaged: {1} is not as it should be. Delete it and get it again.",
                model,
                file);
    }

    public static Phrase verifyWrongInPlace(String model, String file) {
        return Phrase.of(
                "library.verifyWrongInPlace",
                "{0} is damaged: {1} is not as it was when the model was added. Copy that file again from where it came.",
                model,
                file);
    }

    public static Phrase working(String name, int percent, Phrase left) {
        return Phrase.of("library.working", "{0} · {1}% · {2}", name, percent, left);
    }

    public static Phrase packed(String file) {
        return Phrase.of("library.packed", "Saved as {0}", file);
    }

    public static Phrase moved(String folder) {
        return Phrase.of("library.moved", "The models are now in {0}", folder);
    }

    public static Phrase addTitle(String model, Phrase size) {
        return Phrase.of("library.addTitle", "Add {0} ({1}) to your models?", model, size);
    }

    public static Phrase addBlind() {
        return Phrase.of(
                "library.addBlind",
                "This model sees pictures only with its mmproj file in the same folder. Without it, it answers text.");
    }

    public static Phrase addInPlace() {
        return Phrase.of("library.addInPlace", "Use it where it is");
    }

    public static Phrase addCopy() {
        return Phrase.of("library.addCopy", "Copy it here");
    }

    public static Phrase addMove() {
        return Phrase.of("library.addMove", "Move it here");
    }

    public static Phrase addKit() {
        return Phrase.of("library.addKit", "Install the kit");
    }

    public static Phrase dropModel() {
        return Phrase.of("library.dropModel", "Add this model");
    }

    public static Phrase folderIs(String path) {
        return Phrase.of("library.folderIs", "Models are kept in {0}", path);
    }

    public static Phrase moveFolder() {
        return Phrase.of("library.moveFolder", "Move to another folder...");
    }
}

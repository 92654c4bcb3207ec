package dev.tuwen.app.i18n;

/// What is said in a conversation and around its entry. Stateless.
public final class ChatTexts {
    private ChatTexts() {}

    public static Phrase thinking() {
        return Phrase.of("chat.progress.thinking");
    }

    public static Phrase waitingForModel() {
        return Phrase.of("chat.progress.waiting");
    }

    public static Phrase stopping() {
        return Phrase.of("chat.progress.stopping");
    }

    public static Phrase looking() {
        return Phrase.of("chat.progress.looking");
    }

    public static Phrase lookingAtSlice(int slice, int slices) {
        return Phrase.of("chat.progress.slice", slice, slices);
    }

    public static Phrase lookingAtOneOf(int picture, int pictures, int slice, int slices) {
        return Phrase.of("chat.progress.pictures", picture, pictures, slice, slices);
    }

    public static Phrase withTimeLeft(Phrase what, long seconds) {
        return Phrase.of("chat.progress.left", what, seconds);
    }

    public static Phrase reading(int tokens, int total) {
        return Phrase.of("chat.progress.reading", tokens, total);
    }

    public static Phrase stopped() {
        return Phrase.of("chat.notice.stopped");
    }

    public static Phrase stoppedForModel() {
        return Phrase.of("chat.notice.stoppedForModel");
    }

    public static Phrase longestAnswer() {
        return Phrase.of("chat.notice.longest");
    }

    public static Phrase contextFull() {
        return Phrase.of("chat.notice.contextFull");
    }

    public static Phrase turnsForgotten(int count) {
        return Phrase.of("chat.notice.forgotten", count);
    }

    public static Phrase modelChanged(Object model) {
        return Phrase.of("chat.notice.model", model);
    }

    public static Phrase demoModel() {
        return Phrase.of("chat.demoModel");
    }

    public static Phrase copyAnswer() {
        return Phrase.of("chat.answer.copy");
    }

    public static Phrase copySelection() {
        return Phrase.of("chat.answer.copySelection");
    }

    public static Phrase copied() {
        return Phrase.of("chat.answer.copied");
    }

    public static Phrase namedModel(String name) {
        return Phrase.of("chat.modelName", name);
    }

    public static Phrase regenerate() {
        return Phrase.of("chat.answer.regenerate");
    }

    public static Phrase more() {
        return Phrase.of("chat.answer.more");
    }

    public static Phrase speed(double tokensPerSecond) {
        return Phrase.of("chat.answer.speed", tokensPerSecond);
    }

    public static Phrase details(int tokens, double seconds, int read, int reused) {
        return Phrase.of("chat.answer.details", tokens, seconds, read, reused);
    }

    public static Phrase copyCode() {
        return Phrase.of("chat.code.copy");
    }

    public static Phrase codeBlock() {
        return Phrase.of("chat.code.name");
    }

    public static Phrase linkQuestion() {
        return Phrase.of("chat.link.question");
    }

    public static Phrase openLink() {
        return Phrase.of("chat.link.open");
    }

    public static Phrase copyLink() {
        return Phrase.of("chat.link.copy");
    }

    public static Phrase linkRefused() {
        return Phrase.of("chat.link.refused");
    }

    public static Phrase placeholder() {
        return Phrase.of("composer.placeholder");
    }

    public static Phrase placeholderPicture() {
        return Phrase.of("composer.placeholderPicture");
    }

    public static Phrase send() {
        return Phrase.of("composer.send");
    }

    public static Phrase stop() {
        return Phrase.of("composer.stop");
    }

    public static Phrase addPictures() {
        return Phrase.of("composer.add");
    }

    public static Phrase choosePictures() {
        return Phrase.of("composer.choose");
    }

    public static Phrase pictureFiles() {
        return Phrase.of("composer.files");
    }

    public static Phrase allFiles() {
        return Phrase.of("composer.allFiles");
    }

    public static Phrase removePicture(String name) {
        return Phrase.of("composer.remove", name);
    }

    public static Phrase showPicture(String name) {
        return Phrase.of("composer.show", name);
    }

    public static Phrase readingPicture(String name) {
        return Phrase.of("composer.reading", name);
    }

    public static Phrase pastedPicture() {
        return Phrase.of("composer.pasted");
    }

    public static Phrase trainedOnOnePicture() {
        return Phrase.of("composer.trainedOnOne");
    }

    public static Phrase dismiss() {
        return Phrase.of("composer.dismiss");
    }

    public static Phrase refused(String name, Phrase reason) {
        return Phrase.of("composer.refused", name, reason);
    }

    public static Phrase tryAgain() {
        return Phrase.of("chat.problem.again");
    }

    public static Phrase chooseModel() {
        return Phrase.of("chat.problem.models");
    }

    public static Phrase openSettings() {
        return Phrase.of("chat.problem.settings");
    }

    public static Phrase newChat() {
        return Phrase.of("chat.problem.newChat");
    }

    public static Phrase copyDetails() {
        return Phrase.of("chat.problem.copy");
    }

    public static Phrase emptyTitle() {
        return Phrase.of("empty.title");
    }

    public static Phrase emptyDrop() {
        return Phrase.of("empty.drop");
    }

    public static Phrase emptyFormats() {
        return Phrase.of("empty.formats");
    }

    public static Phrase emptyChoose() {
        return Phrase.of("empty.choose");
    }

    public static Phrase emptySamples() {
        return Phrase.of("empty.samples");
    }

    public static Phrase emptyDemo() {
        return Phrase.of("empty.demo");
    }

    public static Phrase emptyOwnModel() {
        return Phrase.of("empty.ownModel");
    }

    /// What getting a model takes.
    ///
    /// @param size of the files
    /// @param minutes their way takes at `speed`
    /// @param speed of the line, in Mbit/s
    public static Phrase emptyGetModel(Phrase size, int minutes, int speed) {
        return Phrase.of("empty.getModel", size, minutes, speed);
    }

    public static Phrase transcript() {
        return Phrase.of("chat.transcript");
    }
}

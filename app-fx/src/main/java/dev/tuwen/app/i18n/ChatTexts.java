package dev.tuwen.app.i18n;

/// What is said in a conversation and around its entry. Stateless.
public final class ChatTexts {
    private ChatTexts() {}

    public static Phrase thinking() {
        return Phrase.of("chat.progress.thinking", "Thinking");
    }

    public static Phrase waitingForModel() {
        return Phrase.of("chat.progress.waiting", "Your question waits until the model is loaded");
    }

    public static Phrase stopping() {
        return Phrase.of("chat.progress.stopping", "Stopping");
    }

    public static Phrase looking() {
        return Phrase.of("chat.progress.looking", "Looking at the picture");
    }

    public static Phrase lookingAtSlice(int slice, int slices) {
        return Phrase.of("chat.progress.slice", "Looking at the picture · slice {0} of {1}", slice, slices);
    }

    public static Phrase lookingAtOneOf(int picture, int pictures, int slice, int slices) {
        return Phrase.of(
                "chat.progress.pictures",
                "Looking at picture {0} of {1} · slice {2} of {3}",
                picture,
                pictures,
                slice,
                slices);
    }

    public static Phrase withTimeLeft(Phrase what, long seconds) {
        return Phrase.of("chat.progress.left", "{0} · about {1} s", what, seconds);
    }

    public static Phrase reading(int tokens, int total) {
        return Phrase.of("chat.progress.reading", "Reading · {0} of {1} tokens", tokens, total);
    }

    public static Phrase stopped() {
        return Phrase.of("chat.notice.stopped", "Stopped");
    }

    public static Phrase stoppedForModel() {
        return Phrase.of("chat.notice.stoppedForModel", "Stopped, because another model is being opened");
    }

    public static Phrase longestAnswer() {
        return Phrase.of("chat.notice.longest", "The answer reached the longest length allowed in Settings");
    }

    public static Phrase contextFull() {
        return Phrase.of("chat.notice.contextFull", "The model''s context is full; start a new chat to go on");
    }

    public static Phrase turnsForgotten(int count) {
        return Phrase.of(
                "chat.notice.forgotten",
                "To make room, the model no longer sees the {0,choice,1#oldest question|1<oldest {0} questions} "
                        + "and the {0,choice,1#answer|1<answers}; pictures stay",
                count);
    }

    public static Phrase modelChanged(String model) {
        return Phrase.of("chat.notice.model", "From here on the model \"{0}\" answers", model);
    }

    public static Phrase demoAnswers() {
        return Phrase.of("chat.notice.demo", "From here on the demo model answers");
    }

    /// Where the chosen model cannot be opened.
    ///
    /// @param model what was to be opened
    /// @param reason why it cannot be, as a sentence
    public static Phrase demoStandsIn(Phrase model, Phrase reason) {
        return Phrase.of(
                "chat.notice.standsIn",
                "\"{0}\" cannot be opened, so the demo model answers for now. {1}.",
                model,
                reason);
    }

    public static Phrase demoModel() {
        return Phrase.of("chat.demoModel", "Demo model");
    }

    public static Phrase copyAnswer() {
        return Phrase.of("chat.answer.copy", "Copy answer");
    }

    public static Phrase copySelection() {
        return Phrase.of("chat.answer.copySelection", "Copy");
    }

    public static Phrase selectAll() {
        return Phrase.of("chat.answer.selectAll", "Select all");
    }

    public static Phrase shownUnbroken() {
        return Phrase.of(
                "chat.notice.unbroken", "This text could not be broken into lines, so it is shown as it stands");
    }

    public static Phrase decoding(int tokens) {
        return Phrase.of("chat.progress.decoding", "{0,choice,1#1 token|1<{0} tokens}", tokens);
    }

    public static Phrase decodingAt(int tokens, double tokensPerSecond) {
        return Phrase.of(
                "chat.progress.decodingAt",
                "{0,choice,1#1 token|1<{0} tokens} · {1,number,0.0} tokens/s",
                tokens,
                tokensPerSecond);
    }

    public static Phrase copied() {
        return Phrase.of("chat.answer.copied", "Copied");
    }

    public static Phrase regenerate() {
        return Phrase.of("chat.answer.regenerate", "Answer again");
    }

    public static Phrase more() {
        return Phrase.of("chat.answer.more", "More");
    }

    public static Phrase speed(double tokensPerSecond) {
        return Phrase.of("chat.answer.speed", "{0,number,0.0} tokens/s", tokensPerSecond);
    }

    public static Phrase details(int tokens, double seconds, int prefilled, int reused) {
        return Phrase.of(
                "chat.answer.details",
                "{0,choice,1#1 token|1<{0} tokens} · first after {1,number,0.0} s · prefill of {2} tokens, "
                        + "{3} from the cache",
                tokens,
                seconds,
                prefilled,
                reused);
    }

    public static Phrase copyCode() {
        return Phrase.of("chat.code.copy", "Copy code");
    }

    public static Phrase codeBlock() {
        return Phrase.of("chat.code.name", "Code");
    }

    public static Phrase linkQuestion() {
        return Phrase.of("chat.link.question", "This link leads out of Tuwen. Open it in your browser?");
    }

    public static Phrase openLink() {
        return Phrase.of("chat.link.open", "Open");
    }

    public static Phrase copyLink() {
        return Phrase.of("chat.link.copy", "Copy link");
    }

    public static Phrase linkRefused() {
        return Phrase.of("chat.link.refused", "This kind of link is not opened. You can copy it.");
    }

    public static Phrase placeholder() {
        return Phrase.of("composer.placeholder", "Ask anything");
    }

    public static Phrase placeholderPicture() {
        return Phrase.of("composer.placeholderPicture", "Ask about the picture");
    }

    public static Phrase send() {
        return Phrase.of("composer.send", "Send");
    }

    public static Phrase stop() {
        return Phrase.of("composer.stop", "Stop");
    }

    public static Phrase addPictures() {
        return Phrase.of("composer.add", "Add pictures");
    }

    public static Phrase choosePictures() {
        return Phrase.of("composer.choose", "Choose pictures");
    }

    public static Phrase pictureFiles() {
        return Phrase.of("composer.files", "Pictures");
    }

    public static Phrase kitFiles() {
        return Phrase.of("composer.kits", "Offline kits");
    }

    public static Phrase allFiles() {
        return Phrase.of("composer.allFiles", "All files");
    }

    public static Phrase removePicture(String name) {
        return Phrase.of("composer.remove", "Remove {0}", name);
    }

    public static Phrase showPicture(String name) {
        return Phrase.of("composer.show", "Show {0}", name);
    }

    public static Phrase showPictureInPart(String name, Phrase loss) {
        return Phrase.of("composer.showInPart", "Show what is left of {0}: {1}", name, loss);
    }

    public static Phrase readingPicture(String name) {
        return Phrase.of("composer.reading", "{0} is being read", name);
    }

    public static Phrase pastedPicture() {
        return Phrase.of("composer.pasted", "Pasted picture");
    }

    public static Phrase trainedOnOnePicture() {
        return Phrase.of(
                "composer.trainedOnOne",
                "The model was trained on one picture at a time; with several, answers may be less reliable.");
    }

    public static Phrase dismiss() {
        return Phrase.of("composer.dismiss", "Dismiss");
    }

    public static Phrase refused(String name, Phrase reason) {
        return Phrase.of("composer.refused", "{0}: {1}", name, reason);
    }

    public static Phrase usedInPart(String name, Phrase loss) {
        return Phrase.of("composer.usedInPart", "What is left of {0} is used: {1}", name, loss);
    }

    public static Phrase tryAgain() {
        return Phrase.of("chat.problem.again", "Try again");
    }

    public static Phrase chooseModel() {
        return Phrase.of("chat.problem.models", "Choose a model");
    }

    public static Phrase openSettings() {
        return Phrase.of("chat.problem.settings", "Open Settings");
    }

    public static Phrase newChat() {
        return Phrase.of("chat.problem.newChat", "New chat");
    }

    public static Phrase changeQuestion() {
        return Phrase.of("chat.problem.change", "Change the question");
    }

    public static Phrase copyDetails() {
        return Phrase.of("chat.problem.copy", "Copy details");
    }

    public static Phrase emptyTitle() {
        return Phrase.of("empty.title", "Ask the picture");
    }

    public static Phrase emptyDrop() {
        return Phrase.of("empty.drop", "Drop a picture here");
    }

    public static Phrase emptyFormats() {
        return Phrase.of("empty.formats", "or paste it · PNG, JPEG, GIF, BMP, WebP, TIFF");
    }

    public static Phrase emptyChoose() {
        return Phrase.of("empty.choose", "Choose a picture...");
    }

    public static Phrase emptySamples() {
        return Phrase.of("empty.samples", "Or try one of these");
    }

    public static Phrase emptyDemo() {
        return Phrase.of(
                "empty.demo",
                "The demo model knows simple drawings: colours, shapes, places, counts, printed words and bar "
                        + "charts.");
    }

    public static Phrase emptyOwnModel() {
        return Phrase.of("empty.ownModel", "Use MiniCPM-V");
    }

    /// What getting a model takes.
    ///
    /// @param size of the files
    /// @param minutes their way takes at `speed`
    /// @param speed of the line, in Mbit/s
    public static Phrase emptyGetModel(Phrase size, int minutes, int speed) {
        return Phrase.of("empty.getModel", "Get MiniCPM-V · {0} · about {1} min at {2} Mbit/s", size, minutes, speed);
    }

    public static Phrase transcript() {
        return Phrase.of("chat.transcript", "Conversation");
    }
}

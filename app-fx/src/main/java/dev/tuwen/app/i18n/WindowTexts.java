package dev.tuwen.app.i18n;

/// What is said around the conversation: the list, the status line, the picture. Stateless.
public final class WindowTexts {
    private WindowTexts() {}

    public static Phrase title() {
        return Phrase.of("window.title", "Tuwen");
    }

    public static Phrase titleWith(String chat) {
        return Phrase.of("window.titleWith", "{0} – Tuwen", chat);
    }

    public static Phrase newChat() {
        return Phrase.of("window.newChat", "New chat");
    }

    public static Phrase chats() {
        return Phrase.of("window.chats", "Chats");
    }

    public static Phrase untitled() {
        return Phrase.of("window.untitled", "New chat");
    }

    public static Phrase closeChat() {
        return Phrase.of("window.closeChat", "Close this chat");
    }

    public static Phrase showList() {
        return Phrase.of("window.showList", "Show or hide the list of chats");
    }

    public static Phrase back() {
        return Phrase.of("window.back", "Back to the chat");
    }

    public static Phrase dropAsk(int pictures) {
        return Phrase.of("drop.ask", "Ask about {0,choice,1#this picture|1<these {0} pictures}", pictures);
    }

    public static Phrase dropNothing() {
        return Phrase.of("drop.nothing", "Nothing here can be used as a picture");
    }

    public static Phrase dropRefused(int files) {
        return Phrase.of(
                "drop.refused",
                "{0,choice,1#1 file is no picture that can be read and will|1<{0} files are no pictures that can "
                        + "be read and will} be left out",
                files);
    }

    public static Phrase statusLoading(Object model, int percent) {
        return Phrase.of("status.loading", "Loading {0} · {1} %", model, percent);
    }

    public static Phrase statusModel(Object model, String weights) {
        return Phrase.of("status.model", "{0} · {1}", model, weights);
    }

    public static Phrase statusReduced(Object model, String weights) {
        return Phrase.of("status.reduced", "{0} · {1}, to fit the memory", model, weights);
    }

    public static Phrase statusReducedWhy() {
        return Phrase.of(
                "status.reducedWhy", "More exact weights do not fit the free memory, so smaller ones were chosen.");
    }

    public static Phrase statusNone() {
        return Phrase.of("status.none", "No model");
    }

    public static Phrase statusProcessor(int threads) {
        return Phrase.of("status.processor", "Processor, {0,choice,1#1 thread|1<{0} threads}", threads);
    }

    public static Phrase statusSpeed(double tokensPerSecond) {
        return Phrase.of("status.speed", "{0,number,0.0} tokens/s", tokensPerSecond);
    }

    public static Phrase statusContext(int used, int limit) {
        return Phrase.of("status.context", "{0} / {1}", used, limit);
    }

    public static Phrase statusContextName() {
        return Phrase.of("status.contextName", "Context");
    }

    public static Phrase statusLocal() {
        return Phrase.of("status.local", "All on this machine");
    }

    public static Phrase stageDevice() {
        return Phrase.of("stage.device", "Looking for the best device");
    }

    public static Phrase stageReading() {
        return Phrase.of("stage.reading", "Reading the model''s files");
    }

    public static Phrase stagePacking() {
        return Phrase.of("stage.packing", "Preparing the weights");
    }

    public static Phrase pictureSize(int width, int height) {
        return Phrase.of("picture.size", "{0} × {1} pixels", width, height);
    }

    public static Phrase pictureInPart(Phrase loss) {
        return Phrase.of("picture.inPart", "Incomplete: {0}", loss);
    }

    public static Phrase pictureName() {
        return Phrase.of("picture.name", "Picture");
    }

    public static Phrase zoomIn() {
        return Phrase.of("picture.zoomIn", "Zoom in");
    }

    public static Phrase zoomOut() {
        return Phrase.of("picture.zoomOut", "Zoom out");
    }

    public static Phrase fit() {
        return Phrase.of("picture.fit", "Fit");
    }

    public static Phrase fullSize() {
        return Phrase.of("picture.full", "Actual size");
    }

    public static Phrase hidePicture() {
        return Phrase.of("picture.hide", "Hide the picture");
    }

    public static Phrase percent(int percent) {
        return Phrase.of("picture.percent", "{0} %", percent);
    }
}

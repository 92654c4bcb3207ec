package dev.tuwen.app.i18n;

/// What is said around the conversation: the list, the status line, the picture, the models. Stateless.
public final class WindowTexts {
    private WindowTexts() {}

    public static Phrase title() {
        return Phrase.of("window.title");
    }

    public static Phrase titleWith(String chat) {
        return Phrase.of("window.titleWith", chat);
    }

    public static Phrase newChat() {
        return Phrase.of("window.newChat");
    }

    public static Phrase chats() {
        return Phrase.of("window.chats");
    }

    public static Phrase untitled() {
        return Phrase.of("window.untitled");
    }

    public static Phrase models() {
        return Phrase.of("window.models");
    }

    public static Phrase settings() {
        return Phrase.of("window.settings");
    }

    public static Phrase closeChat() {
        return Phrase.of("window.closeChat");
    }

    public static Phrase showList() {
        return Phrase.of("window.showList");
    }

    public static Phrase back() {
        return Phrase.of("window.back");
    }

    public static Phrase dropAsk(int pictures) {
        return Phrase.of("drop.ask", pictures);
    }

    public static Phrase dropNothing() {
        return Phrase.of("drop.nothing");
    }

    public static Phrase dropRefused(int files) {
        return Phrase.of("drop.refused", files);
    }

    public static Phrase statusLoading(Object model, int percent) {
        return Phrase.of("status.loading", model, percent);
    }

    public static Phrase statusModel(Object model, String weights) {
        return Phrase.of("status.model", model, weights);
    }

    public static Phrase statusReduced(Object model, String weights) {
        return Phrase.of("status.reduced", model, weights);
    }

    public static Phrase statusReducedWhy() {
        return Phrase.of("status.reducedWhy");
    }

    public static Phrase statusNone() {
        return Phrase.of("status.none");
    }

    public static Phrase statusProcessor(int threads) {
        return Phrase.of("status.processor", threads);
    }

    public static Phrase statusSpeed(double tokensPerSecond) {
        return Phrase.of("status.speed", tokensPerSecond);
    }

    public static Phrase statusContext(int used, int limit) {
        return Phrase.of("status.context", used, limit);
    }

    public static Phrase statusContextName() {
        return Phrase.of("status.contextName");
    }

    public static Phrase statusLocal() {
        return Phrase.of("status.local");
    }

    public static Phrase stageDevice() {
        return Phrase.of("stage.device");
    }

    public static Phrase stageReading() {
        return Phrase.of("stage.reading");
    }

    public static Phrase stagePacking() {
        return Phrase.of("stage.packing");
    }

    public static Phrase pictureSize(int width, int height) {
        return Phrase.of("picture.size", width, height);
    }

    public static Phrase pictureName() {
        return Phrase.of("picture.name");
    }

    public static Phrase zoomIn() {
        return Phrase.of("picture.zoomIn");
    }

    public static Phrase zoomOut() {
        return Phrase.of("picture.zoomOut");
    }

    public static Phrase fit() {
        return Phrase.of("picture.fit");
    }

    public static Phrase fullSize() {
        return Phrase.of("picture.full");
    }

    public static Phrase hidePicture() {
        return Phrase.of("picture.hide");
    }

    public static Phrase percent(int percent) {
        return Phrase.of("picture.percent", percent);
    }

    public static Phrase modelsIntro() {
        return Phrase.of("models.intro");
    }

    public static Phrase modelDemo() {
        return Phrase.of("models.demo");
    }

    public static Phrase modelDemoAbout() {
        return Phrase.of("models.demoAbout");
    }

    public static Phrase modelInUse() {
        return Phrase.of("models.inUse");
    }

    public static Phrase modelUse() {
        return Phrase.of("models.use");
    }

    public static Phrase modelOpening() {
        return Phrase.of("models.opening");
    }

    public static Phrase modelFolder() {
        return Phrase.of("models.folder");
    }

    public static Phrase modelFolderAbout() {
        return Phrase.of("models.folderAbout");
    }

    public static Phrase modelChooseFolder() {
        return Phrase.of("models.choose");
    }

    public static Phrase modelSeesPictures() {
        return Phrase.of("models.sees");
    }

    public static Phrase modelTextOnly() {
        return Phrase.of("models.textOnly");
    }

    public static Phrase modelContext(int tokens) {
        return Phrase.of("models.context", tokens);
    }
}

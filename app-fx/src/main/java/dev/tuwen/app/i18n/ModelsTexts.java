package dev.tuwen.app.i18n;

/// What is said on the page of models about choosing one. Stateless.
public final class ModelsTexts {
    private ModelsTexts() {}

    public static Phrase title() {
        return Phrase.of("models.title", "Models");
    }

    public static Phrase intro() {
        return Phrase.of("models.intro", "The model answers on this machine. Changing it keeps your chats.");
    }

    public static Phrase demoAbout() {
        return Phrase.of(
                "models.demoAbout",
                "Comes with Tuwen, tiny and quick. It knows simple drawings, printed words and bar charts in "
                        + "English and Chinese, and nothing else.");
    }

    public static Phrase inUse() {
        return Phrase.of("models.inUse", "In use");
    }

    public static Phrase use() {
        return Phrase.of("models.use", "Use");
    }

    public static Phrase opening() {
        return Phrase.of("models.opening", "Opening");
    }

    public static Phrase folder() {
        return Phrase.of("models.folder", "A model on this computer");
    }

    public static Phrase folderAbout() {
        return Phrase.of(
                "models.folderAbout",
                "Choose the folder of MiniCPM-V 2.0, MiniCPM-V 1.0 or a MiniCPM-2B text model, as published on "
                        + "Hugging Face, or drop it, a .gguf file or an offline kit on this window.");
    }

    public static Phrase chooseFolder() {
        return Phrase.of("models.choose", "Choose a folder...");
    }

    public static Phrase seesPictures() {
        return Phrase.of("models.sees", "Sees pictures");
    }

    public static Phrase textOnly() {
        return Phrase.of("models.textOnly", "Text only");
    }

    public static Phrase context(int tokens) {
        return Phrase.of("models.context", "{0} tokens of context", tokens);
    }
}

package dev.tuwen.app.engine;

import dev.tuwen.app.i18n.ChatTexts;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.assistant.AssistantInfo;
import dev.tuwen.library.ModelSpec;
import java.nio.file.Path;

/// How models are called. The demo model is called that everywhere. Stateless.
public final class ModelNames {
    private ModelNames() {}

    /// An opened model.
    public static Phrase of(AssistantInfo info) {
        return info.demo() ? ChatTexts.demoModel() : Phrase.verbatim(info.modelName());
    }

    /// A model that may be opened.
    public static Phrase of(ModelSpec model) {
        return switch (model) {
            case ModelSpec.Demo() -> ChatTexts.demoModel();
            case ModelSpec.Folder(Path path) -> of(path.toString());
        };
    }

    /// A model that was asked for by its name or its path, whether it is there or not.
    public static Phrase of(String wanted) {
        String name = wanted.replaceFirst("[/\\\\]+$", "").replaceFirst("^.*[/\\\\]", "");
        return Phrase.verbatim(name.isEmpty() ? wanted : name);
    }
}

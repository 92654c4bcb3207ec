package dev.tuwen.family;

import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.json.JsonFile;
import java.nio.file.Path;
import java.util.Set;

/// How a dialogue is written, as a folder's tokenizer says it. A family knows how to write its own; a template without
/// its markers is that of a model trained on another dialogue, which would answer badly without a word. The dialogue of
/// models that see pictures is in their makers' code, which asks no template. Stateless.
final class ChatTemplate {
    private static final String FILE = "tokenizer_config.json";
    private static final String KEY = "chat_template";

    private ChatTemplate() {}

    /// @throws UnsupportedModelException if a model of text has a template with none of the family's markers
    static void refuseOther(Path folder, Family family) {
        Set<String> markers = family.chat().turnMarkers();
        boolean other = family.vision().isEmpty()
                && !markers.isEmpty()
                && JsonFile.readIfPresent(folder.resolve(FILE), ConfigFormatException::new)
                        .filter(settings -> settings.isText(KEY))
                        .flatMap(settings -> settings.text(KEY))
                        .filter(template ->
                                !template.isBlank() && markers.stream().noneMatch(template::contains))
                        .isPresent();
        if (other) {
            throw new UnsupportedModelException(
                    folder.resolve(FILE),
                    family.title() + " as its makers published it",
                    "one with another chat template");
        }
    }
}

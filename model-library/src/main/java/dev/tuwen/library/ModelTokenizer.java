package dev.tuwen.library;

import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.Tokenizer;
import java.nio.file.Path;

/// The tokenizer of a model alone, without its weights. Stateless.
public final class ModelTokenizer {
    private ModelTokenizer() {}

    /// Opens the tokenizer of a model; a folder with only the tokenizer's files will do.
    ///
    /// @param library where installed models are
    /// @param wanted `demo`, the name of an installed model, a folder or a file in it
    /// @throws dev.tuwen.model.ModelNotFoundException if there is nothing of this name
    /// @throws dev.tuwen.weights.TokenizerFormatException if a file is missing or damaged
    public static Tokenizer open(ModelLibrary library, String wanted) {
        return switch (library.find(wanted)) {
            case ModelSpec.Demo() -> {
                DemoFolder folder = DemoFolder.unpack(library.home());
                try {
                    yield KnownFamilies.ALL.tokenizer(folder.path());
                } finally {
                    folder.discard();
                }
            }
            case ModelSpec.Folder(Path path) -> KnownFamilies.ALL.tokenizer(path);
        };
    }
}

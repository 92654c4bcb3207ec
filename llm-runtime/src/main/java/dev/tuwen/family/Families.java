package dev.tuwen.family;

import dev.tuwen.filetype.FileType;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.ConfigFormatException;
import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.ModelFormatException;
import dev.tuwen.weights.UnsupportedModelException;
import dev.tuwen.weights.gguf.GgufFile;
import dev.tuwen.weights.gguf.GgufModel;
import dev.tuwen.weights.json.JsonFile;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The families that can be run. Immutable; any thread.
///
/// @param members each recognises its own models; a tokenizer without a model is taken for the first one's
public record Families(List<Family> members) {
    private static final String SETTINGS = "config.json";

    /// Copies the list.
    public Families {
        members = List.copyOf(members);
    }

    /// The family that lists of models call so.
    public Optional<Family> byId(String id) {
        return members.stream().filter(family -> family.id().equals(id)).findFirst();
    }

    /// The family of a model, by a look at what its files say about themselves.
    ///
    /// @param folderOrFile a model's folder, one of the files in it, or a GGUF file
    /// @throws UnsupportedModelException if it is of none of them; the message says what it is
    /// @throws ModelFormatException if the file that says so is missing or damaged
    /// @throws java.io.UncheckedIOException if it cannot be read
    public Family recognise(Path folderOrFile) {
        if (!GgufModel.isModel(folderOrFile)) {
            return recognise(settings(folderOf(folderOrFile)));
        }
        try (GgufModel model = GgufModel.open(folderOrFile)) {
            return recognise(model);
        }
    }

    /// Refuses a model of no known family. Says nothing of what cannot be read: opening it does.
    ///
    /// @param folderOrFile a model's folder, one of the files in it, or a GGUF file
    /// @throws UnsupportedModelException if it is of none; the message says what it is
    public void refuseStrangers(Path folderOrFile) {
        if (!GgufModel.isModel(folderOrFile)
                && !Files.isRegularFile(folderOf(folderOrFile).resolve(SETTINGS))) {
            return;
        }
        try {
            recognise(folderOrFile);
        } catch (UnsupportedModelException stranger) {
            throw stranger;
        } catch (ModelFormatException unreadable) {
            // Files may be missing as well, and that is to be said first.
        }
    }

    Family recognise(JsonObject config) {
        return members.stream()
                .filter(family -> family.recognition().config().test(config))
                .findFirst()
                .orElseThrow(() -> Strangers.refusal(config, titles()));
    }

    Family recognise(GgufModel model) {
        return members.stream()
                .filter(family -> family.recognition().gguf().test(model))
                .findFirst()
                .orElseThrow(() -> Strangers.refusal(model, titles()));
    }

    /// Opens a model: recognises its family, reads its settings and its tokenizer, and maps its tensors.
    ///
    /// @param folderOrFile its folder, one of the files in it, or a GGUF file
    /// @throws ModelFormatException if a file is missing, damaged or of a model that cannot be run, or settings
    ///     contradict tensors
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public Checkpoint open(Path folderOrFile) {
        if (GgufModel.isModel(folderOrFile)) {
            return Checkpoint.of(GgufModel.open(folderOrFile), this);
        }
        Path folder = folderOf(folderOrFile);
        if (Files.isRegularFile(folderOrFile) && !Files.exists(folder.resolve(SETTINGS))) {
            ForeignFile.refuse(folderOrFile, "a folder or a file of a model", FileType.SAFETENSORS, FileType.TORCH);
        }
        return Checkpoint.ofFolder(folder, folderOrFile, this);
    }

    /// Opens the tokenizer of a model alone; a folder with only the tokenizer's files will do.
    ///
    /// @param folderOrFile as in [#open]
    /// @throws ModelFormatException if a file is missing or damaged
    public Tokenizer tokenizer(Path folderOrFile) {
        if (GgufModel.isModel(folderOrFile)) {
            GgufFile first = GgufFile.open(GgufModel.firstFile(folderOrFile));
            try (GgufModel model = new GgufModel(List.of(first), Optional.empty())) {
                Family family = recognise(model);
                return family.tokenizer().of(model.metadata(), family.chat().turnMarkers());
            }
        }
        Path folder = folderOf(folderOrFile);
        Family family = Files.exists(folder.resolve(SETTINGS))
                ? recognise(settings(folder))
                : members.stream()
                        .filter(member ->
                                Files.exists(folder.resolve(member.tokenizer().file())))
                        .findFirst()
                        .orElse(members.getFirst());
        return family.tokenizer().open(folder, family.chat().turnMarkers());
    }

    /// The folder of a model that was named by its folder or by one of the files in it.
    public static Path folderOf(Path folderOrFile) {
        Path parent = Files.isDirectory(folderOrFile)
                ? folderOrFile
                : folderOrFile.toAbsolutePath().getParent();
        return parent == null ? folderOrFile : parent;
    }

    static JsonObject settings(Path folder) {
        return JsonFile.read(folder.resolve(SETTINGS), ConfigFormatException::new);
    }

    /// What lists of models may call families: `text, v1 or v2`.
    public String ids() {
        return listed(Family::id);
    }

    private String titles() {
        return listed(Family::title);
    }

    private String listed(Function<Family, String> naming) {
        String others =
                members.subList(0, members.size() - 1).stream().map(naming).collect(Collectors.joining(", "));
        String last = naming.apply(members.getLast());
        return others.isEmpty() ? last : others + " or " + last;
    }
}

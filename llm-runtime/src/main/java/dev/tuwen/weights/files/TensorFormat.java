package dev.tuwen.weights.files;

import dev.tuwen.filetype.FileType;
import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.pytorch.PytorchFile;
import dev.tuwen.weights.safetensors.SafetensorsFile;
import dev.tuwen.weights.stored.TensorFile;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// The formats a model's folder may have its tensors in, the preferred one first. A new one is a package with a
/// [TensorFile], and a constant here: opening, the library's look at a folder and what is missing from it follow.
public enum TensorFormat {
    /// The usual one; a file of any name will do.
    SAFETENSORS("safetensors", "model", ".safetensors", null, true, SafetensorsFile::open, FileType.SAFETENSORS),
    /// What torch saves.
    PYTORCH(
            "'pytorch_model.bin'",
            "pytorch_model",
            ".bin",
            "PK",
            false,
            PytorchFile::open,
            FileType.TORCH,
            FileType.ZIP,
            FileType.OLD_TORCH);

    private final String title;
    private final String stem;
    private final String ending;
    private final @Nullable String magic;
    private final boolean anyName;
    /// A reference to a static method, so immutable.
    @SuppressWarnings("ImmutableEnumChecker")
    private final TensorFile.Opener opener;

    /// Never written.
    @SuppressWarnings("ImmutableEnumChecker")
    private final FileType[] types;

    TensorFormat(
            String title,
            String stem,
            String ending,
            @Nullable String magic,
            boolean anyName,
            TensorFile.Opener opener,
            FileType... types) {
        this.title = title;
        this.stem = stem;
        this.ending = ending;
        this.magic = magic;
        this.anyName = anyName;
        this.opener = opener;
        this.types = types;
    }

    /// Name of a file that holds all tensors.
    public String wholeName() {
        return stem + ending;
    }

    /// Name of the table of shards.
    public String indexName() {
        return wholeName() + ".index.json";
    }

    /// What names of files end in.
    public String ending() {
        return ending;
    }

    /// Whether the only file with this ending is the model's, whatever its name.
    public boolean hasAnyName() {
        return anyName;
    }

    /// What a sentence calls it.
    String title() {
        return title;
    }

    /// What files begin with, or null if they may begin with anything.
    @Nullable
    String magic() {
        return magic;
    }

    /// Opens a file.
    TensorFile open(Path file) {
        ForeignFile.refuse(file, "weights as " + title, types);
        return opener.open(file);
    }
}

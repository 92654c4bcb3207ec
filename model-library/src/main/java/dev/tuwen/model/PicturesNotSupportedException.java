package dev.tuwen.model;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A picture was given to a model that reads text only, or whose vision encoder is not beside it.
public final class PicturesNotSupportedException extends ModelException {
    private static final long serialVersionUID = 1L;

    private final String modelName;
    private final @Nullable String missingMmproj;

    /// @param modelName a model that reads text only
    public PicturesNotSupportedException(String modelName) {
        this(modelName, Optional.empty());
    }

    /// @param modelName the model
    /// @param missingMmproj what the missing file of its vision encoder may be called; empty for a model without one
    public PicturesNotSupportedException(String modelName, Optional<String> missingMmproj) {
        super(
                missingMmproj
                        .map(file -> "model '" + modelName + "' sees pictures only with its vision encoder; put the"
                                + " model's mmproj file, such as '" + file
                                + "', into the same folder and open it again")
                        .orElse("model '" + modelName
                                + "' reads text only and cannot see pictures; choose a MiniCPM-V model"),
                null);
        this.modelName = modelName;
        this.missingMmproj = missingMmproj.orElse(null);
    }

    /// What to say of files whose decoder alone is there, or that are of a text model.
    public static PicturesNotSupportedException of(ModelParts parts) {
        return new PicturesNotSupportedException(String.valueOf(parts.folder().getFileName()), parts.missingMmproj());
    }

    /// The model.
    public String modelName() {
        return modelName;
    }

    /// What the missing file of the vision encoder may be called; empty for a model that reads text only.
    public Optional<String> missingMmproj() {
        return Optional.ofNullable(missingMmproj);
    }
}

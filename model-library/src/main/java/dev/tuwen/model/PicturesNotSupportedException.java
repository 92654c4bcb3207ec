package dev.tuwen.model;

/// A picture was given to a model that reads text only.
public final class PicturesNotSupportedException extends ModelException {
    private static final long serialVersionUID = 1L;

    private final String modelName;

    /// @param modelName the model
    public PicturesNotSupportedException(String modelName) {
        super("model '" + modelName + "' reads text only and cannot see pictures; choose a MiniCPM-V model", null);
        this.modelName = modelName;
    }

    /// The model.
    public String modelName() {
        return modelName;
    }
}

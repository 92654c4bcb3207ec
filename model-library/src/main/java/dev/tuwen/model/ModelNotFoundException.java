package dev.tuwen.model;

/// There is no model of that name or at that place.
public final class ModelNotFoundException extends ModelException {
    private static final long serialVersionUID = 1L;

    private final String wanted;

    /// @param wanted what was asked for
    /// @param message why it is not there and where models are looked for
    public ModelNotFoundException(String wanted, String message) {
        super(message, null);
        this.wanted = wanted;
    }

    /// What was asked for.
    public String wanted() {
        return wanted;
    }
}

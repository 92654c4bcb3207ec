package dev.tuwen.model;

/// A question does not fit the context even with everything said before forgotten.
public final class QuestionTooLongException extends ModelException {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int limit;

    /// @param tokens what the question takes, its pictures included
    /// @param limit what the model can hold
    public QuestionTooLongException(int tokens, int limit) {
        super(
                "the question takes " + tokens + " tokens with its pictures, the model holds " + limit
                        + "; ask a shorter one or about fewer pictures",
                null);
        this.tokens = tokens;
        this.limit = limit;
    }

    /// What the question takes.
    public int tokens() {
        return tokens;
    }

    /// What the model can hold.
    public int limit() {
        return limit;
    }
}

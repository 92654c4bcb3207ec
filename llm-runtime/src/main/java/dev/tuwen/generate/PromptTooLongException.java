package dev.tuwen.generate;

/// A single question, with its pictures, leaves no room for an answer.
public final class PromptTooLongException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int tokens;
    private final int limit;

    /// @param tokens positions the question takes
    /// @param limit positions there are for it
    public PromptTooLongException(int tokens, int limit) {
        super("the question takes " + tokens + " tokens, " + limit
                + " fit beside an answer; shorten it or attach fewer pictures");
        this.tokens = tokens;
        this.limit = limit;
    }

    /// Positions the question takes.
    public int tokens() {
        return tokens;
    }

    /// Positions there are for it.
    public int limit() {
        return limit;
    }
}

package dev.tuwen.sampling;

import java.util.Arrays;
import java.util.BitSet;

/// The tokens that the repetition penalty counts: generated ones, in text models those of the prompt too.
public final class RepetitionWindow {
    private final float penalty;
    private final BitSet seen = new BitSet();
    private int[] tokens = new int[64];
    private int count;

    /// @param penalty factor; 1 for none
    public RepetitionWindow(float penalty) {
        this.penalty = penalty;
    }

    private RepetitionWindow(RepetitionWindow other) {
        this.penalty = other.penalty;
        this.seen.or(other.seen);
        this.tokens = other.tokens.clone();
        this.count = other.count;
    }

    /// An independent copy, for a beam that parts from another.
    public RepetitionWindow copy() {
        return new RepetitionWindow(this);
    }

    /// Counts a token.
    public void add(int token) {
        if (!seen.get(token)) {
            seen.set(token);
            if (count == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * count);
            }
            tokens[count++] = token;
        }
    }

    /// Lowers the scores of all counted tokens: `score < 0 → score · penalty`, else `score / penalty`. A counted token
    /// may have no score, where a prompt holds what is never written.
    public void apply(float[] scores) {
        if (penalty == 1) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int token = tokens[i];
            if (token >= scores.length) {
                continue;
            }
            float score = scores[token];
            scores[token] = score < 0 ? score * penalty : score / penalty;
        }
    }
}

package dev.tuwen.generate;

import java.util.ArrayList;
import java.util.List;

/// Which turns of a dialogue a model is shown. Where not all fit, the oldest are left out; their pictures move to the
/// oldest turn that stays.
///
/// So many are left out at once that half of the space for them is free again: the next dozen of follow-ups begins as
/// the one before did, and finds it in the key-value cache. Which these are follows from the dialogue alone: it is gone
/// through from its beginning, as it was when each question was asked. Made for one question; engine thread.
final class ShownTurns {
    private final List<TurnInPrompt> all;
    private final PromptEncoder encoder;
    private final int space;
    /// How many were left out when each question was asked.
    private final int[] leftOut;

    /// The oldest that is shown, with the pictures of those before it.
    private TurnInPrompt oldest;
    private int first;
    private int length;

    /// @param all turns of the dialogue; the last has no answer
    /// @param space positions that a prompt may take, if its last turn alone does not take more
    ShownTurns(List<TurnInPrompt> all, PromptEncoder encoder, int space) {
        this.all = all;
        this.encoder = encoder;
        this.space = space;
        this.leftOut = new int[all.size()];
        this.oldest = all.getFirst();
        length = encoder.begin().length();
        for (int turn = 0; turn < all.size(); turn++) {
            ask(turn);
            leftOut[turn] = first;
            length += all.get(turn).answer().length();
        }
    }

    /// With the question of a turn, whose answer does not count yet.
    private void ask(int turn) {
        length += all.get(turn).questionLength();
        if (length <= space) {
            return;
        }
        int minimum = minimumLength(turn);
        int lowMark = minimum + Math.max(0, space - minimum) / 2;
        while (length > lowMark && first < turn) {
            TurnInPrompt next = all.get(first + 1);
            TurnInPrompt together = next.after(oldest, encoder);
            length += together.questionLength() - next.questionLength() - oldest.length();
            oldest = together;
            first++;
        }
    }

    /// Positions of a prompt of one question alone, with all pictures before it.
    private int minimumLength(int turn) {
        TurnInPrompt last = oldest;
        for (int next = first + 1; next <= turn; next++) {
            last = all.get(next).after(last, encoder);
        }
        return encoder.begin().length() + last.questionLength();
    }

    /// The turns that are shown.
    List<TurnInPrompt> turns() {
        var shown = new ArrayList<TurnInPrompt>(all.subList(first, all.size()));
        shown.set(0, oldest);
        return shown;
    }

    /// Positions of the prompt they make.
    int length() {
        return length;
    }

    /// How many are left out.
    int leftOut() {
        return first;
    }

    /// How many were when this model gave its last answer.
    int leftOutBefore() {
        for (int turn = all.size() - 2; turn >= 0; turn--) {
            if (all.get(turn).turn().answer() instanceof ChatTurn.Reply.Tokens) {
                return leftOut[turn];
            }
        }
        return 0;
    }
}

package dev.tuwen.generate;

import java.util.ArrayList;
import java.util.List;

/// A turn as it stands in a prompt. Immutable.
///
/// @param turn what it was made from
/// @param question its parts
/// @param answer its tokens; none while there is no answer
record TurnInPrompt(ChatTurn turn, List<PromptPart> question, PromptPart.Tokens answer) {
    static TurnInPrompt of(ChatTurn turn, PromptEncoder encoder) {
        int[] answer = switch (turn.answer()) {
            case null -> new int[0];
            case ChatTurn.Reply.Tokens(int[] ids) -> ids;
            case ChatTurn.Reply.Text(String text) -> encoder.answer(text);
        };
        return new TurnInPrompt(
                turn, encoder.question(turn.question(), turn.pictures()), new PromptPart.Tokens(answer));
    }

    int length() {
        return questionLength() + answer.length();
    }

    /// Positions of the question with its pictures.
    int questionLength() {
        return question.stream().mapToInt(PromptPart::length).sum();
    }

    /// The same as the first of a prompt, with the pictures of one that is left out in front of its own.
    TurnInPrompt after(TurnInPrompt leftOut, PromptEncoder encoder) {
        if (leftOut.turn.pictures().isEmpty()) {
            return this;
        }
        var pictures = new ArrayList<PictureInPrompt>(leftOut.turn.pictures());
        pictures.addAll(turn.pictures());
        var together = new ChatTurn(turn.question(), pictures, turn.answer());
        return new TurnInPrompt(together, encoder.question(together.question(), pictures), answer);
    }
}

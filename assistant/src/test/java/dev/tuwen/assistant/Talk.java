package dev.tuwen.assistant;

import java.util.List;

/// A chat and its dialogue, as a caller keeps them; waits for every answer.
final class Talk {
    private final Chat chat;
    private Dialogue dialogue;

    Talk(Assistant assistant) {
        this(assistant, Dialogue.EMPTY);
    }

    /// @param dialogue what was said before
    Talk(Assistant assistant, Dialogue dialogue) {
        this.chat = assistant.newChat();
        this.dialogue = dialogue;
    }

    Dialogue dialogue() {
        return dialogue;
    }

    Answer ask(String text, List<Picture> pictures, AskOptions options, AnswerListener listener) {
        return answer(dialogue.ask(text, pictures), options, listener);
    }

    Answer askAgain(AskOptions options, AnswerListener listener) {
        return answer(dialogue.toLastQuestion(), options, listener);
    }

    /// Goes to this branch and answers its last question.
    Answer answer(Dialogue branch, AskOptions options, AnswerListener listener) {
        dialogue = branch;
        try {
            Answer answer = chat.ask(branch, options, listener).await();
            dialogue = branch.with(answer);
            return answer;
        } catch (RuntimeException e) {
            dialogue = branch.with(new Unanswered(e));
            throw e;
        }
    }
}

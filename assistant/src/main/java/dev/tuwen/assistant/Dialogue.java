package dev.tuwen.assistant;

import dev.tuwen.model.PicturesNotSupportedException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A dialogue: questions and what came of them, in turns. It is a value and the whole truth: whoever shows it keeps it,
/// and gives it to a [Chat] with every question. A question asked again or in other words is another dialogue with the
/// same beginning, and both can be kept. Immutable.
///
/// @param messages a question, its answer, a question …; the last may be a question that waits for its answer
public record Dialogue(List<Message> messages) {
    /// Nothing said yet.
    public static final Dialogue EMPTY = new Dialogue(List.of());

    /// Copies the list.
    ///
    /// @throws IllegalArgumentException if an answer has no question, or a question no answer while another follows
    public Dialogue {
        messages = List.copyOf(messages);
        for (int i = 0; i < messages.size(); i++) {
            if ((messages.get(i) instanceof Question) != (i % 2 == 0)) {
                throw new IllegalArgumentException("message " + (i + 1) + " of a dialogue is "
                        + (i % 2 == 0 ? "no question" : "a question, expected what came of the one before"));
            }
        }
    }

    /// Whether nothing was asked.
    public boolean isEmpty() {
        return messages.isEmpty();
    }

    /// How many questions were asked.
    public int questionCount() {
        return (messages.size() + 1) / 2;
    }

    /// A question, from 0.
    public Question question(int index) {
        return (Question) messages.get(2 * index);
    }

    /// What came of a question; null while it waits for its answer.
    public @Nullable Message reply(int index) {
        int at = 2 * index + 1;
        return at < messages.size() ? messages.get(at) : null;
    }

    /// The last question, or null if there is none.
    public @Nullable Question lastQuestion() {
        return isEmpty() ? null : question(questionCount() - 1);
    }

    /// All pictures that were asked about, in order.
    public List<Picture> pictures() {
        return messages.stream()
                .filter(Question.class::isInstance)
                .flatMap(question -> ((Question) question).pictures().stream())
                .toList();
    }

    /// Pictures of the last question if it failed, for a question in its place; none where the pictures were why.
    public List<Picture> returnedPictures() {
        int last = questionCount() - 1;
        boolean returned = last >= 0
                && reply(last) instanceof Unanswered unanswered
                && !(unanswered.failure() instanceof PicturesNotSupportedException);
        return returned ? question(last).pictures() : List.of();
    }

    /// Whether the last question waits for its answer.
    public boolean isWaiting() {
        return messages.size() % 2 == 1;
    }

    /// With another question.
    public Dialogue ask(String text, List<Picture> pictures) {
        return with(new Question(text, pictures));
    }

    /// With what came of the last question, or with another question.
    public Dialogue with(Message message) {
        var longer = new ArrayList<Message>(messages.size() + 1);
        longer.addAll(messages);
        longer.add(message);
        return new Dialogue(longer);
    }

    /// Up to the last question, to be asked again: without what came of it.
    public Dialogue toLastQuestion() {
        return isEmpty() || isWaiting() ? this : new Dialogue(messages.subList(0, messages.size() - 1));
    }

    /// Without the last question.
    public Dialogue beforeLastQuestion() {
        return isEmpty() ? this : new Dialogue(messages.subList(0, 2 * (questionCount() - 1)));
    }
}

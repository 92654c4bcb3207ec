package dev.tuwen.assistant;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A listener that keeps what it hears.
final class Heard implements AnswerListener {
    private final List<AnswerEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public void event(AnswerEvent event) {
        events.add(event);
    }

    List<AnswerEvent> all() {
        return events;
    }

    <T extends AnswerEvent> List<T> of(Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }

    String text() {
        var text = new StringBuilder();
        of(AnswerEvent.TextDelta.class).forEach(delta -> text.append(delta.text()));
        return text.toString();
    }
}

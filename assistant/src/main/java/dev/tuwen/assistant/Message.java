package dev.tuwen.assistant;

/// One message of a [Dialogue]: a question, or what came of it. Immutable.
public sealed interface Message permits Question, Answer, Unanswered {
    /// What was said; empty where nothing was.
    String text();
}

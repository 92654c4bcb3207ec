package dev.tuwen.app.chat;

import dev.tuwen.app.error.Advice;
import dev.tuwen.app.i18n.Phrase;
import dev.tuwen.app.markdown.MarkdownBlock;
import dev.tuwen.assistant.Answer;
import dev.tuwen.assistant.Picture;
import java.util.List;

/// One row of a conversation: a block, never a whole answer. Immutable.
public sealed interface TranscriptItem {
    /// The question it belongs to, from 0; -1 for none.
    int turn();

    /// What was asked.
    ///
    /// @param text the words
    /// @param pictures the pictures that came with them
    record Question(int turn, String text, List<Picture> pictures) implements TranscriptItem {
        /// Copies the list.
        public Question {
            pictures = List.copyOf(pictures);
        }
    }

    /// One block of an answer.
    ///
    /// @param block what it shows
    record Block(int turn, MarkdownBlock block) implements TranscriptItem {}

    /// What is being done before the answer begins.
    ///
    /// @param phrase what
    /// @param fraction how much is done, 0 to 1, or -1 while nobody knows
    record Progress(int turn, Phrase phrase, double fraction) implements TranscriptItem {}

    /// How far an answer that is being decoded has come.
    ///
    /// @param phrase tokens, and tokens per second
    record Pace(int turn, Phrase phrase) implements TranscriptItem {}

    /// Something the person should know.
    ///
    /// @param phrase what
    record Notice(int turn, Phrase phrase) implements TranscriptItem {}

    /// Why there is no answer.
    ///
    /// @param advice what to say
    /// @param last whether it is the last question, so that it can be asked again
    record Problem(int turn, Advice advice, boolean last) implements TranscriptItem {}

    /// What can be done with an answer.
    ///
    /// @param answer its words and what is known about it
    /// @param last whether it is the last answer, so that it can be asked for again
    record Footer(int turn, Answer answer, boolean last) implements TranscriptItem {}
}

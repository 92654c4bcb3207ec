package dev.tuwen.assistant.trace;

import java.util.List;

/// What the model is given in a trace.
public sealed interface TracePrompt {
    /// A dialogue, put together by the model's template. Contents are not escaped: markers in them are markers, as in
    /// the reference.
    ///
    /// @param messages in order
    record Messages(List<Message> messages) implements TracePrompt {
        /// Copies the list.
        public Messages {
            messages = List.copyOf(messages);
        }
    }

    /// One message of a dialogue.
    ///
    /// @param role `user`; everything else is taken for the model
    /// @param content what was said
    record Message(String role, String content) {}

    /// A whole prompt before tokenisation; the begin token is added.
    ///
    /// @param text the prompt
    record Whole(String text) implements TracePrompt {}

    /// Tokens, used as they are.
    ///
    /// @param ids in order
    record Tokens(List<Integer> ids) implements TracePrompt {
        /// Copies the list.
        public Tokens {
            ids = List.copyOf(ids);
        }
    }
}

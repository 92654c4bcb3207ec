package dev.tuwen.tokenizer;

import dev.tuwen.tokenizer.PromptText.Markup;
import dev.tuwen.tokenizer.PromptText.Typed;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Messages to a prompt, and generated ids to an answer, as the models were trained.
///
/// A question is `<用户>` + pictures + content + `<AI>`, an answer its content; nothing stands between turns. Each
/// picture's placeholder is followed by a newline. What a message becomes depends on nothing before it, so a follow-up
/// to turns whose ids are kept is made by giving only the new messages. The begin token is not part of a prompt's text.
public enum ChatTemplate {
    /// The text models: contents are trimmed.
    TEXT(true),
    /// MiniCPM-V 1.0 and 2.0: contents stay as they are.
    MULTIMODAL(false);

    /// Opens a question.
    public static final String USER_MARKER = "<用户>";

    /// Opens an answer.
    public static final String ASSISTANT_MARKER = "<AI>";

    private final boolean trimmed;

    ChatTemplate(boolean trimmed) {
        this.trimmed = trimmed;
    }

    /// The prompt as one text, as the reference implementation writes it: markers in contents count as markers.
    ///
    /// @param messages the dialogue, or its newest messages
    public String prompt(List<ChatMessage> messages) {
        var text = new StringBuilder();
        for (PromptText part : parts(messages)) {
            text.append(part.text());
        }
        return text.toString();
    }

    /// The prompt as parts, with what people typed marked as such.
    ///
    /// @param messages the dialogue, or its newest messages
    /// @throws IllegalArgumentException if an answer, or a message to a text model, comes with pictures
    public List<PromptText> parts(List<ChatMessage> messages) {
        List<PromptText> parts = new ArrayList<>();
        for (ChatMessage message : messages) {
            String content = trimmed ? strip(message.content()) : message.content();
            switch (message.role()) {
                case USER -> {
                    parts.add(new Markup(USER_MARKER));
                    for (String picture : pictures(message)) {
                        parts.add(new Markup(picture + "\n"));
                    }
                    parts.add(new Typed(content));
                    parts.add(new Markup(ASSISTANT_MARKER));
                }
                case ASSISTANT -> {
                    if (!message.pictures().isEmpty()) {
                        throw new IllegalArgumentException("an answer has no pictures, this one has "
                                + message.pictures().size());
                    }
                    parts.add(new Typed(content));
                }
            }
        }
        return parts;
    }

    private List<String> pictures(ChatMessage message) {
        if (this == TEXT && !message.pictures().isEmpty()) {
            throw new IllegalArgumentException("a text model reads no pictures, the message has "
                    + message.pictures().size());
        }
        return message.pictures();
    }

    /// The answer that generated ids stand for.
    ///
    /// Multimodal models: every unknown token, one leading begin and one trailing end token are dropped. Text models:
    /// one trailing end token is dropped, and the text ends before the first turn marker. Then the text is trimmed.
    ///
    /// @param tokenizer the model's tokenizer
    /// @param generated what the model wrote, with or without the end token
    public String answer(Tokenizer tokenizer, int[] generated) {
        SpecialTokens special = tokenizer.specialTokens();
        int[] ids = generated;
        if (this == MULTIMODAL) {
            ids = Arrays.stream(ids).filter(id -> id != special.unknown()).toArray();
            if (ids.length > 0 && ids[0] == special.begin()) {
                ids = Arrays.copyOfRange(ids, 1, ids.length);
            }
        }
        if (ids.length > 0 && ids[ids.length - 1] == special.end()) {
            ids = Arrays.copyOf(ids, ids.length - 1);
        }
        String text = tokenizer.decode(ids);
        if (this == TEXT) {
            text = before(ASSISTANT_MARKER, before(USER_MARKER, text));
        }
        return strip(text);
    }

    private static String before(String marker, String text) {
        int at = text.indexOf(marker);
        return at < 0 ? text : text.substring(0, at);
    }

    /// A text without the white space at its ends, as the reference implementation's language understands white space:
    /// more characters than [String#strip()] takes, among them the no-break space.
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}

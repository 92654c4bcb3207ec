package dev.tuwen.tokenizer.chat;

import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.PromptText.Markup;
import dev.tuwen.tokenizer.PromptText.Typed;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// The dialogue of MiniCPM-2B and of MiniCPM-V 1.0 and 2.0.
///
/// A question is `<用户>` + pictures + content + `<AI>`, an answer its content; nothing stands between turns. Each
/// picture's placeholder is followed by a newline.
///
/// @param readsPictures whether questions may come with pictures. Such models keep contents as they are and leave
///     unknown tokens out of answers; text models trim contents and end an answer at a turn marker
public record UserAiChat(boolean readsPictures) implements ChatStyle {
    /// Opens a question.
    public static final String USER_MARKER = "<用户>";

    /// Opens an answer.
    public static final String ASSISTANT_MARKER = "<AI>";

    private static final List<String> MARKERS = List.of(USER_MARKER, ASSISTANT_MARKER);

    @Override
    public List<PromptText> parts(List<ChatMessage> messages) {
        List<PromptText> parts = new ArrayList<>();
        for (ChatMessage message : messages) {
            String content = readsPictures ? message.content() : WhiteSpace.strip(message.content());
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
        if (!readsPictures && !message.pictures().isEmpty()) {
            throw new IllegalArgumentException("a text model reads no pictures, the message has "
                    + message.pictures().size());
        }
        return message.pictures();
    }

    /// With pictures every unknown token, one leading begin and one trailing end token are dropped. In text models one
    /// trailing end token is dropped, and the text ends before the first turn marker. Then the text is trimmed.
    @Override
    public String answer(Tokenizer tokenizer, int[] generated) {
        SpecialTokens special = tokenizer.specialTokens();
        int[] ids =
                Arrays.stream(generated).filter(id -> !isSilent(id, special)).toArray();
        if (readsPictures && ids.length > 0 && ids[0] == special.begin()) {
            ids = Arrays.copyOfRange(ids, 1, ids.length);
        }
        if (ids.length > 0 && ids[ids.length - 1] == special.end()) {
            ids = Arrays.copyOf(ids, ids.length - 1);
        }
        String text = tokenizer.decode(ids);
        for (String marker : answerEnds()) {
            int at = text.indexOf(marker);
            text = at < 0 ? text : text.substring(0, at);
        }
        return WhiteSpace.strip(text);
    }

    @Override
    public boolean hasBeginToken() {
        return true;
    }

    @Override
    public Set<String> turnMarkers() {
        return Set.copyOf(MARKERS);
    }

    @Override
    public List<String> answerEnds() {
        return readsPictures ? List.of() : MARKERS;
    }

    @Override
    public boolean isSilent(int token, SpecialTokens special) {
        return readsPictures && token == special.unknown();
    }
}

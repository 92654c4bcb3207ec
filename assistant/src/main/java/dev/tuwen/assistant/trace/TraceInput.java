package dev.tuwen.assistant.trace;

import dev.tuwen.family.VisionFacts;
import dev.tuwen.generate.ImageBounds;
import dev.tuwen.model.ModelParts;
import dev.tuwen.tokenizer.chat.ChatMessage;
import dev.tuwen.tokenizer.chat.ChatStyle;
import dev.tuwen.vision.PreparedImage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A prompt as the reference makes it: its text, its tokens, and where pictures go.
///
/// @param text the whole prompt before tokenisation; empty when tokens were given
/// @param ids the tokens
/// @param imageBounds the place of each picture
record TraceInput(Optional<String> text, List<Integer> ids, List<ImageBounds> imageBounds) {

    static TraceInput of(
            TracePrompt prompt, ModelParts parts, Optional<PreparedImage> prepared, Optional<String> placeholder) {
        Optional<String> text = switch (prompt) {
            case TracePrompt.Messages messages -> Optional.of(dialogue(messages, parts, placeholder));
            case TracePrompt.Whole whole -> Optional.of(whole.text());
            case TracePrompt.Tokens ignored -> Optional.empty();
        };
        int[] ids = prompt instanceof TracePrompt.Tokens tokens
                ? tokens.ids().stream().mapToInt(Integer::intValue).toArray()
                : encode(parts, text.orElse(""));
        check(ids, parts.decoder().vocabularySize());
        int pictures = prepared.map(p -> p.pictures().size()).orElse(0);
        int queries = parts.vision().map(vision -> vision.queries()).orElse(0);
        return new TraceInput(text, IntStream.of(ids).boxed().toList(), bounds(ids, parts, pictures, queries));
    }

    /// The tokens as an array of the caller's own.
    int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String dialogue(TracePrompt.Messages prompt, ModelParts parts, Optional<String> placeholder) {
        ChatStyle chat = parts.family().chat();
        var messages = new ArrayList<ChatMessage>();
        boolean placed = placeholder.isEmpty();
        for (TracePrompt.Message message : prompt.messages()) {
            if (!message.role().equals("user")) {
                messages.add(ChatMessage.assistant(message.content()));
            } else if (placed) {
                messages.add(ChatMessage.user(message.content()));
            } else {
                messages.add(ChatMessage.user(message.content(), List.of(placeholder.get())));
                placed = true;
            }
        }
        if (!placed) {
            throw new TraceMistakeException("a picture needs a message of role 'user' to belong to");
        }
        return chat.prompt(messages);
    }

    private static int[] encode(ModelParts parts, String text) {
        return IntStream.concat(
                        IntStream.of(parts.prompts().begin().ids()),
                        IntStream.of(parts.tokenizer().encode(text)))
                .toArray();
    }

    private static void check(int[] ids, int vocabularySize) {
        if (ids.length == 0) {
            throw new TraceMistakeException("there are no tokens to trace");
        }
        for (int id : ids) {
            if (id < 0 || id >= vocabularySize) {
                throw new TraceMistakeException("token " + id + " is outside the vocabulary of " + vocabularySize);
            }
        }
    }

    /// With pictures there must be a place of the right size for each.
    private static List<ImageBounds> bounds(int[] ids, ModelParts parts, int pictures, int queries) {
        Optional<VisionFacts> vision = parts.family().vision();
        if (vision.isEmpty()) {
            return List.of();
        }
        if (pictures == 0) {
            return ImageBounds.of(ids, vision.get().marks(), parts.tokenizer().specialTokens());
        }
        try {
            return parts.prompts().imageBounds(ids, Collections.nCopies(pictures, queries));
        } catch (IllegalArgumentException e) {
            throw new TraceMistakeException(String.valueOf(e.getMessage()), e);
        }
    }
}

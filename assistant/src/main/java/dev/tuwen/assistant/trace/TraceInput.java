package dev.tuwen.assistant.trace;

import dev.tuwen.assistant.model.ModelParts;
import dev.tuwen.tokenizer.ChatMessage;
import dev.tuwen.tokenizer.ChatTemplate;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.vision.PreparedPhoto;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/// A prompt as the reference makes it: its text, its tokens, and where pictures go.
///
/// @param text the whole prompt before tokenisation; empty when tokens were given
/// @param ids the tokens
/// @param imageBounds `[first, end)` of each place for a picture
record TraceInput(Optional<String> text, List<Integer> ids, List<int[]> imageBounds) {

    static TraceInput of(
            TracePrompt prompt, ModelParts parts, Optional<PreparedPhoto> photo, Optional<String> placeholder) {
        Optional<String> text = switch (prompt) {
            case TracePrompt.Messages messages -> Optional.of(dialogue(messages, parts, placeholder));
            case TracePrompt.Whole whole -> Optional.of(whole.text());
            case TracePrompt.Tokens ignored -> Optional.empty();
        };
        int[] ids = prompt instanceof TracePrompt.Tokens tokens
                ? tokens.ids().stream().mapToInt(Integer::intValue).toArray()
                : encode(parts, text.orElse(""));
        check(ids, parts.decoder().vocabularySize());
        int pictures = photo.map(p -> p.pictures().size()).orElse(0);
        int queries = parts.vision().map(vision -> vision.queries()).orElse(0);
        return new TraceInput(text, IntStream.of(ids).boxed().toList(), bounds(ids, parts, pictures, queries));
    }

    /// The tokens as an array of the caller's own.
    int[] idArray() {
        return ids.stream().mapToInt(Integer::intValue).toArray();
    }

    private static String dialogue(TracePrompt.Messages prompt, ModelParts parts, Optional<String> placeholder) {
        ChatTemplate template = parts.prompts().template();
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
        return template.prompt(messages);
    }

    private static int[] encode(ModelParts parts, String text) {
        int begin = parts.tokenizer().specialTokens().begin();
        return IntStream.concat(
                        IntStream.of(begin), IntStream.of(parts.tokenizer().encode(text)))
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

    /// The `k`-th place runs from behind the `k`-th start marker to the `k`-th end marker. With pictures there must be
    /// one of the right size for each.
    private static List<int[]> bounds(int[] ids, ModelParts parts, int pictures, int queries) {
        if (parts.vision().isEmpty()) {
            return List.of();
        }
        SpecialTokens special = parts.tokenizer().specialTokens();
        int[] starts = positions(ids, special.imageStart());
        int[] ends = positions(ids, special.imageEnd());
        if (pictures > 0 && (starts.length != pictures || ends.length != pictures)) {
            throw new TraceMistakeException("the prompt has places for " + Math.min(starts.length, ends.length)
                    + " pictures, the image becomes " + pictures);
        }
        var bounds = new ArrayList<int[]>();
        for (int k = 0; k < Math.min(starts.length, ends.length); k++) {
            int first = starts[k] + 1;
            int end = ends[k];
            boolean follows = k == 0 || first > ends[k - 1];
            if (pictures > 0 && (end - first != queries || !follows)) {
                throw new TraceMistakeException("place " + (k + 1) + " for a picture runs from token " + first + " to "
                        + end + ", expected " + queries + " tokens");
            }
            bounds.add(new int[] {first, end});
        }
        return bounds;
    }

    private static int[] positions(int[] ids, OptionalInt marker) {
        if (marker.isEmpty()) {
            return new int[0];
        }
        int wanted = marker.getAsInt();
        return IntStream.range(0, ids.length).filter(i -> ids[i] == wanted).toArray();
    }
}

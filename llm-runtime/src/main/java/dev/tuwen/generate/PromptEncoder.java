package dev.tuwen.generate;

import dev.tuwen.family.Family;
import dev.tuwen.family.VisionFacts;
import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.tokenizer.chat.ChatMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns a question with its pictures into parts of a prompt, and knows when an answer ends. Immutable; any thread.
public final class PromptEncoder {
    private final Tokenizer tokenizer;
    private final Family family;
    private final Set<Integer> stops;

    /// @param tokenizer of the model
    /// @param family of the model
    public PromptEncoder(Tokenizer tokenizer, Family family) {
        this.tokenizer = tokenizer;
        this.family = family;
        var ids = new HashSet<Integer>();
        ids.add(tokenizer.specialTokens().end());
        family.stops().forEach(text -> tokenizer.specialTokens().id(text).ifPresent(ids::add));
        this.stops = Set.copyOf(ids);
    }

    /// The tokenizer.
    public Tokenizer tokenizer() {
        return tokenizer;
    }

    /// The family.
    public Family family() {
        return family;
    }

    /// Whether a token ends an answer.
    public boolean isStop(int token) {
        return stops.contains(token);
    }

    /// The logits of the ids that may be written. A model may have rows for more: its makers pad vocabularies.
    float[] writable(float[] logits) {
        int size = tokenizer.writableSize();
        return size < logits.length ? Arrays.copyOf(logits, size) : logits;
    }

    /// The answer that generated ids stand for.
    public String answerOf(int[] generated) {
        return family.chat().answer(tokenizer, generated);
    }

    /// The tokens of an answer in later prompts, where it stands as it was shown: those it was generated as, which the
    /// key-value cache knows, up to the first that shows something else. Of a turn marker that ended the answer, silent
    /// tokens, white space around it and bytes of no character nothing stays.
    public int[] shown(GenerationResult answer) {
        byte[] text = answer.text().getBytes(StandardCharsets.UTF_8);
        int[] ids = new int[answer.tokens().size()];
        int count = 0;
        int end = 0;
        int wholeCount = 0;
        int wholeEnd = 0;
        for (int token : answer.tokens()) {
            byte[] bytes = tokenizer.bytes(token);
            if (bytes.length == 0 || family.chat().isSilent(token, tokenizer.specialTokens())) {
                continue;
            }
            int next = end + bytes.length;
            if (next > text.length || !Arrays.equals(text, end, next, bytes, 0, bytes.length)) {
                break;
            }
            ids[count++] = token;
            end = next;
            if (end == text.length || (text[end] & 0xC0) != 0x80) {
                wholeCount = count;
                wholeEnd = end;
            }
        }
        int[] rest =
                tokenizer.encodeOrdinary(new String(text, wholeEnd, text.length - wholeEnd, StandardCharsets.UTF_8));
        int[] shown = Arrays.copyOf(ids, wholeCount + rest.length);
        System.arraycopy(rest, 0, shown, wholeCount, rest.length);
        return shown;
    }

    /// What stands before the first message.
    public PromptPart.Tokens begin() {
        return family.chat().hasBeginToken()
                ? new PromptPart.Tokens(tokenizer.specialTokens().begin())
                : new PromptPart.Tokens();
    }

    /// A question: what was typed is plain text, whatever markers it contains.
    List<PromptPart> question(String text, List<PictureInPrompt> pictures) {
        var placeholders = pictures.stream().map(PictureInPrompt::placeholder).toList();
        List<PromptText> parts = family.chat().parts(List.of(ChatMessage.user(text, placeholders)));
        var features = pictures.stream().flatMap(p -> p.features().stream()).toList();
        return insert(tokenizer.encode(parts), features);
    }

    /// An answer that was given elsewhere, as text.
    int[] answer(String text) {
        return tokenizer.encode(family.chat().parts(List.of(ChatMessage.assistant(text))));
    }

    /// Puts features between the image markers of a prompt.
    ///
    /// @throws IllegalArgumentException if the ranges are not as many and as long as the features
    public List<PromptPart> insert(int[] ids, List<EmbeddingRows> features) {
        if (features.isEmpty()) {
            return List.of(new PromptPart.Tokens(ids));
        }
        List<ImageBounds> places =
                imageBounds(ids, features.stream().map(EmbeddingRows::rows).toList());
        var parts = new ArrayList<PromptPart>();
        int position = 0;
        for (int k = 0; k < places.size(); k++) {
            ImageBounds place = places.get(k);
            parts.add(new PromptPart.Tokens(Arrays.copyOfRange(ids, position, place.first())));
            parts.add(new PromptPart.Embeddings(features.get(k)));
            position = place.end();
        }
        parts.add(new PromptPart.Tokens(Arrays.copyOfRange(ids, position, ids.length)));
        return parts;
    }

    /// The places for pictures of known sizes among the tokens of a prompt.
    ///
    /// @param ids the whole prompt
    /// @param rows how many rows each picture becomes, in order
    /// @throws IllegalArgumentException if the places are not as many and as long, or the model reads no pictures
    public List<ImageBounds> imageBounds(int[] ids, List<Integer> rows) {
        VisionFacts facts =
                family.vision().orElseThrow(() -> new IllegalArgumentException(family.title() + " reads no pictures"));
        return ImageBounds.of(ids, facts.marks(), tokenizer.specialTokens(), rows);
    }
}

package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.weights.TokenizerFormatException;
import dev.tuwen.weights.json.JsonFile;
import dev.tuwen.weights.json.JsonObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/// What the files beside `tokenizer.model` add to it: the added tokens and the names of begin, end and unknown.
///
/// `tokenizer_config.json` counts first. Without its table of added tokens, those are the control pieces and what
/// `special_tokens_map.json` lists. `added_tokens.json` may name more. Ids may lie behind the vocabulary's, where a
/// model was trained further; whether it has rows for them is for its opening to say.
final class TokenizerConfig {
    /// Ids the model's own classes give to markers that are no pieces of their own.
    static final Map<String, Integer> CLASS_DEFAULTS =
            Map.of("<point>", 109, "</point>", 110, "<slice>", 111, "</slice>", 112);

    private static final int MAX_ADDED_TOKENS = 4096;
    private static final int LONGEST_ADDED_TOKEN = 256;

    private final Vocabulary vocabulary;
    private final Map<String, Integer> added = new LinkedHashMap<>();

    private TokenizerConfig(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    static SpecialTokens read(Path folder, SentencePieceModel.Content model) {
        var config = new TokenizerConfig(model.vocabulary());
        Path configFile = folder.resolve("tokenizer_config.json");
        Optional<JsonObject> settings = JsonFile.readIfPresent(configFile, TokenizerFormatException::new);
        Optional<JsonObject> names =
                JsonFile.readIfPresent(folder.resolve("special_tokens_map.json"), TokenizerFormatException::new);
        Optional<JsonObject> table = settings.flatMap(object -> object.object("added_tokens_decoder"));
        if (table.isPresent()) {
            config.addTable(table.get());
        } else {
            config.addControls();
        }
        JsonFile.readIfPresent(folder.resolve("added_tokens.json"), TokenizerFormatException::new)
                .ifPresent(config::addMore);
        if (table.isEmpty()) {
            names.ifPresent(config::addNamed);
        }
        int begin = config.named("bos_token", model.beginId(), settings, names);
        int end = config.named("eos_token", model.endId(), settings, names);
        int unknown = config.named("unk_token", model.unknownId(), settings, names);
        if (begin < 0 || end < 0) {
            throw new TokenizerFormatException(
                    configFile, "a begin and an end token", "none in any of the tokenizer's files");
        }
        return new SpecialTokens(begin, end, unknown, config.added);
    }

    private void addTable(JsonObject table) {
        if (table.keys().size() > MAX_ADDED_TOKENS) {
            throw table.fault("added_tokens_decoder", "at most " + MAX_ADDED_TOKENS + " tokens", "more");
        }
        for (String key : table.keys()) {
            JsonObject token = table.object(key).orElseThrow(() -> table.fault(key, "an object", "null"));
            String text = token.text("content").orElse("");
            if (text.isEmpty() || text.length() > LONGEST_ADDED_TOKEN) {
                throw token.fault(
                        "content",
                        "a text of 1 to " + LONGEST_ADDED_TOKEN + " characters",
                        text.length() + " characters");
            }
            for (String flag : new String[] {"lstrip", "rstrip", "single_word"}) {
                if (token.truth(flag).orElse(false)) {
                    throw token.fault(flag, "false, the only setting supported", "true");
                }
            }
            if (added.put(text, id(table, key)) != null) {
                throw token.fault("content", "a text of its own", "one that an earlier token has");
            }
        }
    }

    private void addMore(JsonObject ids) {
        for (String text : ids.keys()) {
            int id = ids.requiredInteger(text, 0, ids() - 1);
            if (!added.containsValue(id)) {
                added.putIfAbsent(text, id);
            }
        }
        if (added.size() > MAX_ADDED_TOKENS) {
            throw ids.fault("added tokens", "at most " + MAX_ADDED_TOKENS, added.size() + "");
        }
    }

    /// Ids there may be.
    private int ids() {
        return Math.min(vocabulary.size() + MAX_ADDED_TOKENS, Vocabulary.MAX_TOKENS);
    }

    private int id(JsonObject table, String key) {
        int id = -1;
        if (key.length() <= 9 && key.chars().allMatch(c -> c >= '0' && c <= '9')) {
            id = Integer.parseInt("0" + key);
        }
        if (key.isEmpty() || id < 0 || id >= ids()) {
            throw table.fault(key, "under an id below " + ids(), "this key");
        }
        return id;
    }

    private void addControls() {
        for (int id = 0; id < vocabulary.size(); id++) {
            PieceKind kind = vocabulary.kind(id);
            if (kind == PieceKind.CONTROL || kind == PieceKind.UNKNOWN) {
                added.put(vocabulary.piece(id), id);
            }
        }
    }

    private void addNamed(JsonObject names) {
        for (String text : names.texts("additional_special_tokens")) {
            if (added.containsKey(text)) {
                continue;
            }
            int id = vocabulary.id(text).orElse(CLASS_DEFAULTS.getOrDefault(text, -1));
            if (id < 0 || id >= vocabulary.size()) {
                throw names.fault(
                        "additional_special_tokens", "pieces of the vocabulary", TokenizerFormatException.quoted(text));
            }
            added.put(text, id);
        }
    }

    private int named(String key, int otherwise, Optional<JsonObject> settings, Optional<JsonObject> names) {
        for (JsonObject object :
                Stream.of(settings, names).flatMap(Optional::stream).toList()) {
            Optional<String> text = object.textOrContent(key);
            if (text.isPresent()) {
                return named(object, key, text.get());
            }
        }
        return otherwise;
    }

    private int named(JsonObject object, String key, String text) {
        Integer id = added.get(text);
        if (id != null) {
            return id;
        }
        return vocabulary
                .id(text)
                .orElseThrow(() -> object.fault(key, "a token", TokenizerFormatException.quoted(text)));
    }
}

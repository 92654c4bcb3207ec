package dev.tuwen.testkit;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/// A text model that writes what a test wants: its layers do nothing, and its head maps each token to the next. Made
/// from the golden text model's sizes and tokenizer, where every question ends with the token [#QUESTION_END]. Used by
/// one thread.
public final class ChainModel {
    /// The last token of a question as the family writes it, `>`.
    public static final int QUESTION_END = 183;

    private static final int HIDDEN = 96;
    private static final String TABLE = "model.embed_tokens.weight";
    private static final String HEAD = "lm_head.weight";

    private final List<Link> links = new ArrayList<>();
    private int vocabulary = 680;
    private int context = 2048;

    private record Link(int from, int to, double strength) {}

    /// A model that writes nothing of its own accord yet.
    public ChainModel() {}

    /// After one token comes another, unless a stronger link leads elsewhere.
    public ChainModel link(int from, int to, double strength) {
        links.add(new Link(from, to, strength));
        return this;
    }

    /// After the question come these tokens, one after the other.
    public ChainModel answers(int... tokens) {
        int last = QUESTION_END;
        for (int token : tokens) {
            link(last, token, 30);
            last = token;
        }
        return this;
    }

    /// Rows of embedding and head; the tokenizer has 680 pieces.
    public ChainModel vocabulary(int rows) {
        vocabulary = rows;
        return this;
    }

    /// Positions of a dialogue.
    public ChainModel context(int positions) {
        context = positions;
        return this;
    }

    /// Writes the model's files.
    ///
    /// @return the folder
    public Path write(Path folder) {
        Path golden = GoldenFolder.of("text");
        try {
            for (String name : List.of("tokenizer.model", "tokenizer_config.json", "special_tokens_map.json")) {
                Files.copy(golden.resolve(name), folder.resolve(name));
            }
            var config = (ObjectNode) GoldenFile.json(golden.resolve("config.json"));
            config.put("vocab_size", vocabulary);
            config.put("max_position_embeddings", context);
            config.put("tie_word_embeddings", false);
            Files.writeString(folder.resolve("config.json"), JsonMapper.shared().writeValueAsString(config));
            Files.write(folder.resolve("model.safetensors"), weights(golden));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folder;
    }

    private byte[] weights(Path golden) {
        GoldenFile stored = GoldenFile.read(golden.resolve("model.safetensors"));
        Map<Integer, Integer> places = places();
        var entries = new ArrayList<String>();
        var data = new ByteArrayOutputStream();
        for (String name : stored.names()) {
            if (!name.equals(TABLE) && !name.equals(HEAD)) {
                GoldenFile.Array array = stored.array(name);
                var values = new float[array.elements().length];
                Arrays.fill(values, name.contains("norm") ? 1 : 0);
                add(entries, data, name, array.dimensions(), values);
            }
        }
        var table = new float[vocabulary * HIDDEN];
        places.forEach((token, place) -> table[token * HIDDEN + place] = 1);
        var head = new float[vocabulary * HIDDEN];
        for (Link link : links) {
            head[link.to() * HIDDEN + places.getOrDefault(link.from(), 0)] = (float) link.strength();
        }
        add(entries, data, TABLE, new int[] {vocabulary, HIDDEN}, table);
        add(entries, data, HEAD, new int[] {vocabulary, HIDDEN}, head);
        byte[] header = ("{" + String.join(",", entries) + "}").getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + header.length + data.size())
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .put(header)
                .put(data.toByteArray())
                .array();
    }

    /// Each token that something follows has a dimension of its own.
    private Map<Integer, Integer> places() {
        var places = new LinkedHashMap<Integer, Integer>();
        for (Link link : links) {
            places.putIfAbsent(link.from(), places.size());
        }
        return places;
    }

    private static void add(
            List<String> entries, ByteArrayOutputStream data, String name, int[] dimensions, float[] values) {
        ByteBuffer content = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float value : values) {
            content.putShort(Float.floatToFloat16(value));
        }
        entries.add("\"" + name + "\":{\"dtype\":\"F16\",\"shape\":" + Arrays.toString(dimensions)
                + ",\"data_offsets\":[" + data.size() + "," + (data.size() + content.capacity()) + "]}");
        data.writeBytes(content.array());
    }
}

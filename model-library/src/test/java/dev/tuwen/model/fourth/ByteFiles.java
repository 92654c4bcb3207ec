package dev.tuwen.model.fourth;

import dev.tuwen.family.TokenizerRecipe;
import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.TextDecoder;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.gguf.GgufMetadata;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A vocabulary that needs no file: every byte is a token, and so is every marker.
record ByteFiles() implements TokenizerRecipe {
    private static final List<String> MARKERS = List.of(
            "<|im_start|>", "<|im_end|>", "<|endoftext|>", "<image>", "</image>", "<slice>", "</slice>", "<|row|>");

    @Override
    public String file() {
        return "config.json";
    }

    @Override
    public Tokenizer open(Path folder, Set<String> turnMarkers) {
        return new Bytes();
    }

    @Override
    public Tokenizer of(GgufMetadata metadata, Set<String> turnMarkers) {
        throw new IllegalStateException("there is no such file");
    }

    private record Bytes() implements Tokenizer {
        private static final int FIRST = 256;

        @Override
        public int[] encode(List<PromptText> parts) {
            var ids = new ArrayList<Integer>();
            for (PromptText part : parts) {
                String rest = part.text();
                while (!rest.isEmpty()) {
                    String start = rest;
                    String marker = part instanceof PromptText.Typed
                            ? ""
                            : MARKERS.stream()
                                    .filter(start::startsWith)
                                    .findFirst()
                                    .orElse("");
                    if (marker.isEmpty()) {
                        int end = start.offsetByCodePoints(0, 1);
                        for (byte b : start.substring(0, end).getBytes(StandardCharsets.UTF_8)) {
                            ids.add(b & 0xff);
                        }
                        rest = start.substring(end);
                    } else {
                        ids.add(FIRST + MARKERS.indexOf(marker));
                        rest = start.substring(marker.length());
                    }
                }
            }
            return ids.stream().mapToInt(Integer::intValue).toArray();
        }

        @Override
        public TextDecoder textDecoder() {
            var pending = new ByteArrayOutputStream();
            return new TextDecoder() {
                @Override
                public String accept(int id) {
                    pending.writeBytes(bytes(id));
                    return "";
                }

                @Override
                public String flush() {
                    return pending.toString(StandardCharsets.UTF_8);
                }
            };
        }

        @Override
        public byte[] bytes(int id) {
            return id < FIRST ? new byte[] {(byte) id} : new byte[0];
        }

        @Override
        public int vocabularySize() {
            return FIRST + MARKERS.size();
        }

        @Override
        public SpecialTokens specialTokens() {
            Map<String, Integer> added = new LinkedHashMap<>();
            MARKERS.forEach(marker -> added.put(marker, FIRST + MARKERS.indexOf(marker)));
            return new SpecialTokens(-1, FIRST + MARKERS.indexOf("<|im_end|>"), -1, added);
        }
    }
}

package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.tokenizer.PromptText;
import dev.tuwen.tokenizer.SpecialTokens;
import dev.tuwen.tokenizer.TextDecoder;
import dev.tuwen.tokenizer.Tokenizer;
import dev.tuwen.weights.TokenizerFormatException;
import dev.tuwen.weights.gguf.GgufMetadata;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A SentencePiece vocabulary with added tokens around it, read from a model's `tokenizer.model` and
/// `tokenizer_config.json` or from the metadata of a GGUF file.
public final class SentencePieceTokenizer implements Tokenizer {
    /// Name of the file with the vocabulary.
    public static final String FILE = "tokenizer.model";

    private final Vocabulary vocabulary;
    private final SpecialTokens specialTokens;
    private final BytePairEncoder encoder;
    // Text of each added token by id; others null.
    private final @Nullable String[] addedTexts;
    private final int writableSize;

    /// Makes a tokenizer out of parts, as a reader of another file format has them.
    ///
    /// @param vocabulary the pieces
    /// @param specialTokens the added tokens, with ids inside the vocabulary
    /// @param turnMarkers texts of the dialogue that are no tokens of their own but still must not be typed
    /// @throws IllegalArgumentException if the parts do not fit each other or the tables they need are too large
    public SentencePieceTokenizer(Vocabulary vocabulary, SpecialTokens specialTokens, Set<String> turnMarkers) {
        this.vocabulary = vocabulary;
        this.specialTokens = specialTokens;
        this.encoder = new BytePairEncoder(vocabulary, specialTokens.added(), turnMarkers);
        this.addedTexts = new @Nullable String[vocabulary.size()];
        specialTokens.added().forEach((text, id) -> addedTexts[id] = text);
        this.writableSize = countWritable();
    }

    /// Reads the tokenizer of a folder, of which nothing but the tokenizer's files is needed.
    ///
    /// @param folder holds `tokenizer.model`, and mostly `tokenizer_config.json`
    /// @param turnMarkers texts of the dialogue that must not be typed
    /// @throws TokenizerFormatException if a file is missing, damaged or asks for what is not implemented
    /// @throws java.io.UncheckedIOException if a file cannot be read
    public static SentencePieceTokenizer open(Path folder, Set<String> turnMarkers) {
        Path file = folder.resolve(FILE);
        if (Files.notExists(file) && Files.exists(folder.resolve("tokenizer.json"))) {
            throw new TokenizerFormatException(
                    file, "a SentencePiece model", "only 'tokenizer.json', which is not read");
        }
        SentencePieceModel.Content model = SentencePieceModel.read(file);
        SpecialTokens specialTokens = TokenizerConfig.read(folder, model);
        try {
            int last = specialTokens.added().values().stream()
                    .mapToInt(id -> id)
                    .max()
                    .orElse(0);
            return new SentencePieceTokenizer(model.vocabulary().enlarged(last + 1), specialTokens, turnMarkers);
        } catch (IllegalArgumentException e) {
            var exception =
                    new TokenizerFormatException(file, "a vocabulary of a usual size", String.valueOf(e.getMessage()));
            exception.initCause(e);
            throw exception;
        }
    }

    /// Reads the tokenizer in the metadata of a GGUF file.
    ///
    /// @param turnMarkers texts of the dialogue that must not be typed
    /// @throws TokenizerFormatException if it is missing, damaged or of another kind
    public static SentencePieceTokenizer of(GgufMetadata metadata, Set<String> turnMarkers) {
        return GgufPieces.read(metadata, turnMarkers);
    }

    @Override
    public int[] encode(List<PromptText> parts) {
        return encoder.encode(SourceText.of(parts));
    }

    @Override
    public TextDecoder textDecoder() {
        return new SentencePieceTextDecoder(this);
    }

    @Override
    public byte[] bytes(int id) {
        checkId(id);
        if (addedTexts[id] == null && vocabulary.kind(id) == PieceKind.BYTE) {
            return new byte[] {(byte) vocabulary.byteOf(id)};
        }
        return text(id).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public int vocabularySize() {
        return vocabulary.size();
    }

    @Override
    public int writableSize() {
        return writableSize;
    }

    /// Without the control pieces at the end that nobody names: converters fill a vocabulary up with such.
    private int countWritable() {
        int last = Math.max(specialTokens.begin(), Math.max(specialTokens.end(), specialTokens.unknown()));
        int count = vocabulary.size();
        while (count - 1 > last && addedTexts[count - 1] == null && vocabulary.kind(count - 1) == PieceKind.CONTROL) {
            count--;
        }
        return count;
    }

    /// The pieces.
    public Vocabulary vocabulary() {
        return vocabulary;
    }

    @Override
    public SpecialTokens specialTokens() {
        return specialTokens;
    }

    /// Appends what an id stands for: a byte goes to the assembler, anything else ends an incomplete character.
    void append(int id, Utf8Assembler bytes, StringBuilder out) {
        checkId(id);
        if (addedTexts[id] == null && vocabulary.kind(id) == PieceKind.BYTE) {
            bytes.add(vocabulary.byteOf(id), out);
        } else {
            bytes.flush(out);
            out.append(text(id));
        }
    }

    private String text(int id) {
        String added = addedTexts[id];
        if (added != null) {
            return added;
        }
        return switch (vocabulary.kind(id)) {
            case NORMAL, USER_DEFINED -> vocabulary.piece(id).replace(Vocabulary.SPACE_MARK, ' ');
            case CONTROL, BYTE -> "";
            // What SentencePiece prints for it.
            case UNKNOWN -> " \u2047 ";
        };
    }

    private void checkId(int id) {
        if (id < 0 || id >= vocabulary.size()) {
            throw new IllegalArgumentException("token " + id + ": expected an id below " + vocabulary.size());
        }
    }
}

package dev.tuwen.tokenizer.sentencepiece;

import dev.tuwen.weights.ForeignFile;
import dev.tuwen.weights.TokenizerFormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads a SentencePiece model file: a protocol buffer with the pieces (field 1), the trainer's settings (2) and the
/// normaliser's (3). Settings that would change the result and are not implemented are a fault of the file.
final class SentencePieceModel {
    /// Longest file read. The published ones have 2 MB.
    private static final long LONGEST = 64L << 20;

    private static final int BPE = 2;

    private final Path file;
    private final List<String> pieces = new ArrayList<>();
    private final List<Float> scores = new ArrayList<>();
    private final List<PieceKind> kinds = new ArrayList<>();

    // The format's own defaults, for fields that are not written.
    private int modelType = 1;
    private boolean byteFallback;
    private boolean spaceAfterWord;
    private int unknownId;
    private int beginId = 1;
    private int endId = 2;
    private int characterMapBytes;
    private boolean prefixSpace = true;
    private boolean spacesRemoved = true;
    private boolean spacesMarked = true;

    private SentencePieceModel(Path file) {
        this.file = file;
    }

    /// What a model file says.
    ///
    /// @param vocabulary its pieces
    /// @param unknownId id of the unknown piece
    /// @param beginId id of the begin piece, or -1
    /// @param endId id of the end piece, or -1
    record Content(Vocabulary vocabulary, int unknownId, int beginId, int endId) {}

    static Content read(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new TokenizerFormatException(file, "a SentencePiece model", "no file of this name");
        }
        Optional<String> other = ForeignFile.found(file);
        if (other.isPresent()) {
            throw new TokenizerFormatException(file, "a SentencePiece model", other.get());
        }
        try {
            long size = Files.size(file);
            if (size > LONGEST) {
                throw new TokenizerFormatException(file, "at most " + LONGEST + " bytes", size + " bytes");
            }
            return parse(file, Files.readAllBytes(file));
        } catch (IOException e) {
            throw new UncheckedIOException("reading '" + file + "'", e);
        }
    }

    static Content parse(Path file, byte[] bytes) {
        var model = new SentencePieceModel(file);
        var reader = new ProtobufReader(file, bytes);
        for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> model.readPiece(reader.readMessage());
                case 2 -> model.readTrainer(reader.readMessage());
                case 3 -> model.readNormalizer(reader.readMessage());
                default -> reader.skip();
            }
        }
        return model.content();
    }

    private void readPiece(ProtobufReader reader) {
        String piece = "";
        float score = 0;
        int kind = PieceKind.NORMAL.number();
        for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 1 -> piece = reader.readText();
                case 2 -> score = reader.readFloat();
                case 3 -> kind = reader.readInt();
                default -> reader.skip();
            }
        }
        if (pieces.size() == Vocabulary.MAX_TOKENS) {
            throw fault("at most " + Vocabulary.MAX_TOKENS + " pieces", "more");
        }
        pieces.add(piece);
        scores.add(score);
        kinds.add(kind(kind));
    }

    private PieceKind kind(int number) {
        for (PieceKind kind : PieceKind.values()) {
            if (kind.number() == number) {
                return kind;
            }
        }
        throw fault("pieces of a known kind", "piece " + (pieces.size() - 1) + " of kind " + number);
    }

    private void readTrainer(ProtobufReader reader) {
        for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 3 -> modelType = reader.readInt();
                case 24 -> spaceAfterWord = reader.readBoolean();
                case 35 -> byteFallback = reader.readBoolean();
                case 40 -> unknownId = reader.readInt();
                case 41 -> beginId = reader.readInt();
                case 42 -> endId = reader.readInt();
                default -> reader.skip();
            }
        }
    }

    private void readNormalizer(ProtobufReader reader) {
        for (int field = reader.nextField(); field != 0; field = reader.nextField()) {
            switch (field) {
                case 2 -> characterMapBytes = reader.readByteCount();
                case 3 -> prefixSpace = reader.readBoolean();
                case 4 -> spacesRemoved = reader.readBoolean();
                case 5 -> spacesMarked = reader.readBoolean();
                default -> reader.skip();
            }
        }
    }

    private Content content() {
        require(modelType == BPE, "a byte pair encoding (model type 2)", "model type " + modelType);
        require(byteFallback, "byte fallback", "none");
        require(!spaceAfterWord, "spaces before words", "spaces treated as suffix");
        require(
                characterMapBytes == 0,
                "the normaliser 'identity'",
                "a character map of " + characterMapBytes + " bytes");
        require(!prefixSpace, "no dummy prefix", "a space put before the text");
        require(!spacesRemoved, "spaces kept", "extra spaces removed");
        require(spacesMarked, "spaces escaped", "spaces left alone");
        float[] scoreArray = new float[scores.size()];
        for (int i = 0; i < scoreArray.length; i++) {
            scoreArray[i] = scores.get(i);
        }
        Vocabulary vocabulary;
        try {
            vocabulary = new Vocabulary(pieces, scoreArray, kinds);
        } catch (IllegalArgumentException e) {
            TokenizerFormatException exception = fault("a sound vocabulary", String.valueOf(e.getMessage()));
            exception.initCause(e);
            throw exception;
        }
        int last = vocabulary.size() - 1;
        require(unknownId >= 0 && unknownId <= last, "an unknown piece from 0 to " + last, "'" + unknownId + "'");
        require(beginId >= -1 && beginId <= last, "a begin piece up to " + last, "'" + beginId + "'");
        require(endId >= -1 && endId <= last, "an end piece up to " + last, "'" + endId + "'");
        return new Content(vocabulary, unknownId, beginId, endId);
    }

    private void require(boolean holds, String expected, String found) {
        if (!holds) {
            throw fault(expected, found);
        }
    }

    private TokenizerFormatException fault(String expected, String found) {
        return new TokenizerFormatException(file, expected, found);
    }
}

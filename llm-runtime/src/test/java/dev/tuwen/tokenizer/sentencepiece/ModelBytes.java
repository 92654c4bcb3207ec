package dev.tuwen.tokenizer.sentencepiece;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/// Writes small SentencePiece model files: controls first, then user-defined pieces, the 256 bytes, and ordinary pieces
/// with falling scores.
public final class ModelBytes {
    private final ByteArrayOutputStream pieces = new ByteArrayOutputStream();
    private final ByteArrayOutputStream trainer = new ByteArrayOutputStream();
    private final ByteArrayOutputStream normalizer = new ByteArrayOutputStream();
    private int count;

    ModelBytes() {}

    /// The settings of the published models and their first pieces.
    public static ModelBytes usual(String... userDefined) {
        var model = new ModelBytes()
                .piece("<unk>", 0, PieceKind.UNKNOWN.number())
                .piece("<s>", 0, PieceKind.CONTROL.number())
                .piece("</s>", 0, PieceKind.CONTROL.number());
        for (String piece : userDefined) {
            model.piece(piece, 0, PieceKind.USER_DEFINED.number());
        }
        for (int value = 0; value < 256; value++) {
            model.piece("<0x%02X>".formatted(value), 0, PieceKind.BYTE.number());
        }
        return model.trainer(3, 2)
                .trainer(35, 1)
                .normalizer(3, 0)
                .normalizer(4, 0)
                .normalizer(5, 1);
    }

    /// Adds ordinary pieces, each with a score one below the last.
    public ModelBytes ordinary(String... texts) {
        for (String text : texts) {
            piece(text, -count, PieceKind.NORMAL.number());
        }
        return this;
    }

    ModelBytes piece(String text, float score, int kind) {
        var message = new ByteArrayOutputStream();
        bytes(message, 1, text.getBytes(StandardCharsets.UTF_8));
        varint(message, 2 << 3 | 5);
        message.writeBytes(ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putFloat(score)
                .array());
        number(message, 3, kind);
        bytes(pieces, 1, message.toByteArray());
        count++;
        return this;
    }

    ModelBytes trainer(int field, int value) {
        number(trainer, field, value);
        return this;
    }

    ModelBytes normalizer(int field, int value) {
        number(normalizer, field, value);
        return this;
    }

    ModelBytes characterMap(byte[] map) {
        bytes(normalizer, 2, map);
        return this;
    }

    byte[] toBytes() {
        var out = new ByteArrayOutputStream();
        out.writeBytes(pieces.toByteArray());
        bytes(out, 2, trainer.toByteArray());
        bytes(out, 3, normalizer.toByteArray());
        return out.toByteArray();
    }

    /// Writes the file into a folder and opens the tokenizer.
    public SentencePieceTokenizer open(Path folder) {
        try {
            Files.write(folder.resolve("tokenizer.model"), toBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return SentencePieceTokenizer.open(folder, Set.of("<用户>", "<AI>"));
    }

    private static void number(ByteArrayOutputStream out, int field, int value) {
        varint(out, field << 3);
        varint(out, value);
    }

    private static void bytes(ByteArrayOutputStream out, int field, byte[] content) {
        varint(out, field << 3 | 2);
        varint(out, content.length);
        out.writeBytes(content);
    }

    private static void varint(ByteArrayOutputStream out, int value) {
        int rest = value;
        while ((rest & ~0x7f) != 0) {
            out.write((rest & 0x7f) | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
    }
}

package dev.tuwen.conversion;

import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.ModelConfig;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.VisionConfig;
import dev.tuwen.weights.files.ModelFiles;
import dev.tuwen.weights.gguf.GgufLayout;
import dev.tuwen.weights.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Turns a model into GGUF files: one with the decoder, and one with the part that sees where there is one. Planned
/// first, so that sizes are known before anything is written. One thread, which has help in encoding; closed by its
/// opener.
public final class ModelConversion implements AutoCloseable {
    private final ModelFiles model;
    private final Output decoder;
    private final @Nullable Output eyes;

    /// A file to write.
    private record Output(GgufLayout layout, List<Piece> pieces) {
        Output {
            pieces.forEach(piece -> layout.tensor(piece.name(), piece.type(), piece.dimensions()));
        }
    }

    private ModelConversion(ModelFiles model, Output decoder, @Nullable Output eyes) {
        this.model = model;
        this.decoder = decoder;
        this.eyes = eyes;
    }

    /// Opens a model and plans its conversion.
    ///
    /// @param folderOrFile a model's folder with `config.json` and weights; or a GGUF file, or a folder with one
    /// @param target what it becomes
    /// @param title what people call it
    /// @throws dev.tuwen.weights.ModelFormatException if a file is missing, damaged, of a model that is not read, or
    ///     lacks a tensor
    /// @throws IllegalArgumentException if the parts of the model do not fit together
    public static ModelConversion open(Path folderOrFile, TargetType target, String title) {
        ModelFiles model = ModelFiles.open(folderOrFile);
        boolean opened = false;
        try {
            ModelConversion conversion = plan(model, SentencePieceTokenizer.open(folderOrFile), target, title);
            opened = true;
            return conversion;
        } finally {
            if (!opened) {
                model.close();
            }
        }
    }

    private static ModelConversion plan(
            ModelFiles model, SentencePieceTokenizer tokenizer, TargetType target, String title) {
        ModelConfig config = model.config();
        TensorSource weights = model.weights();
        var decoder = new Output(
                DecoderPieces.keys(config, tokenizer, target, title), DecoderPieces.pieces(config, weights, target));
        VisionConfig vision = config.vision();
        Output eyes =
                vision == null ? null : new Output(EyesPieces.keys(vision, weights, title), EyesPieces.pieces(weights));
        return new ModelConversion(model, decoder, eyes);
    }

    /// Whether there is a second file, of the part that sees.
    public boolean hasEyes() {
        return eyes != null;
    }

    /// Length of all files together, in bytes.
    public long byteSize() {
        return decoder.layout.byteSize() + (eyes == null ? 0 : eyes.layout.byteSize());
    }

    /// Writes the decoder's file, which must not be there.
    ///
    /// @param written hears how many bytes were written since the last time; what it throws ends the writing
    /// @throws IOException if it cannot be written
    public void writeDecoder(Path file, LongConsumer written) throws IOException {
        write(file, decoder, written);
    }

    /// Writes the file of the part that sees, which must not be there.
    ///
    /// @param written as for the decoder
    /// @throws IllegalStateException if there is no such part
    /// @throws IOException if it cannot be written
    public void writeEyes(Path file, LongConsumer written) throws IOException {
        if (eyes == null) {
            throw new IllegalStateException("a text model has no part that sees");
        }
        write(file, eyes, written);
    }

    private void write(Path file, Output output, LongConsumer written) throws IOException {
        try (var writer = GgufWriter.create(file, output.layout)) {
            var pieces = new PieceWriter(model.weights(), writer, written);
            for (Piece piece : output.pieces) {
                pieces.write(piece);
            }
            writer.finish();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}

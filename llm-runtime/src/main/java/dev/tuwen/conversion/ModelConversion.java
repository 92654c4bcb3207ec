package dev.tuwen.conversion;

import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.family.Checkpoint;
import dev.tuwen.family.members.KnownFamilies;
import dev.tuwen.tokenizer.sentencepiece.SentencePieceTokenizer;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.gguf.GgufLayout;
import dev.tuwen.weights.gguf.GgufWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/// Turns a model into GGUF files: one with the decoder, and one with the vision encoder where there is one. Planned
/// first, so that sizes are known before anything is written. One thread, which has help in encoding; closed by its
/// opener.
public final class ModelConversion implements AutoCloseable {
    private final Checkpoint model;
    private final Output decoder;
    private final @Nullable Output mmproj;

    /// A file to write.
    private record Output(GgufLayout layout, List<TargetTensor> tensors) {
        Output {
            tensors.forEach(tensor -> layout.tensor(tensor.name(), tensor.type(), tensor.dimensions()));
        }
    }

    private ModelConversion(Checkpoint model, Output decoder, @Nullable Output mmproj) {
        this.model = model;
        this.decoder = decoder;
        this.mmproj = mmproj;
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
        Checkpoint model = KnownFamilies.ALL.open(folderOrFile);
        boolean opened = false;
        try {
            ModelConversion conversion = plan(model, target, title);
            opened = true;
            return conversion;
        } finally {
            if (!opened) {
                model.close();
            }
        }
    }

    private static ModelConversion plan(Checkpoint model, TargetType target, String title) {
        if (!(model.tokenizer() instanceof SentencePieceTokenizer tokenizer)) {
            throw new IllegalArgumentException(model.family().title() + " cannot be converted: of tokenizers only those"
                    + " of SentencePiece are written");
        }
        DecoderConfig config = model.decoder();
        TensorSource weights = model.weights();
        var decoder = new Output(
                DecoderLayout.keys(config, tokenizer, target, title), DecoderLayout.tensors(config, weights, target));
        Output mmproj = model.vision()
                .map(vision -> new Output(MmprojLayout.keys(vision, weights, title), MmprojLayout.tensors(weights)))
                .orElse(null);
        return new ModelConversion(model, decoder, mmproj);
    }

    /// Whether there is a second file, of the vision encoder.
    public boolean hasVision() {
        return mmproj != null;
    }

    /// Length of all files together, in bytes.
    public long byteSize() {
        return decoder.layout.byteSize() + (mmproj == null ? 0 : mmproj.layout.byteSize());
    }

    /// Writes the decoder's file, which must not be there.
    ///
    /// @param written hears how many bytes were written since the last time; what it throws ends the writing
    /// @throws IOException if it cannot be written
    public void writeDecoder(Path file, LongConsumer written) throws IOException {
        write(file, decoder, written);
    }

    /// Writes the file of the vision encoder, which must not be there.
    ///
    /// @param written as for the decoder
    /// @throws IllegalStateException if there is no such part
    /// @throws IOException if it cannot be written
    public void writeMmproj(Path file, LongConsumer written) throws IOException {
        if (mmproj == null) {
            throw new IllegalStateException("a text model has no vision encoder");
        }
        write(file, mmproj, written);
    }

    private void write(Path file, Output output, LongConsumer written) throws IOException {
        try (var writer = GgufWriter.create(file, output.layout)) {
            var tensors = new TensorWriter(model.weights(), writer, written);
            for (TargetTensor tensor : output.tensors) {
                tensors.write(tensor);
            }
            writer.finish();
        }
    }

    @Override
    public void close() {
        model.close();
    }
}

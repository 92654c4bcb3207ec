package dev.tuwen.decoder;

import dev.tuwen.compute.BufferRef;
import dev.tuwen.compute.Param;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.WeightRef;
import java.util.List;
import java.util.SequencedSet;
import java.util.function.Predicate;

/// A decoder as recorded programs. What it keeps of earlier positions is in buffers, so that a program computes only
/// the rows that are new.
///
/// Image features take the place of token embeddings and are **not** scaled; therefore embedding is a program of its
/// own that writes to a staging buffer, into which image rows are uploaded, and the layers read from there.
///
/// Immutable; any thread.
public interface Decoder {
    /// Position of the first row of a program: cached rows before it.
    Param POSITION = new Param("position");

    /// First row of the staging buffer that a program writes.
    Param STAGING_ROW = new Param("staging.row");

    /// Its sizes.
    DecoderConfig config();

    /// Rows that become the decoder's input: embedded tokens and image features.
    BufferRef staging();

    /// What is kept of earlier positions, one row a position.
    List<BufferRef> cacheBuffers();

    /// Every weight the programs read.
    SequencedSet<WeightRef> weightRefs();

    /// Embeds `rows` tokens into the staging buffer at [#STAGING_ROW].
    Program embedTokens(int rows);

    /// One token in, logits `[1, V]` out.
    Program step();

    /// The first `rows` rows of the staging buffer through all layers. [#STAGING_ROW] must be 0.
    ///
    /// @param withLogits whether logits of the last row are an output
    /// @param wantedProbes of `embeds`, `layerL`, `final_norm`
    Program prefill(int rows, boolean withLogits, Predicate<String> wantedProbes);
}

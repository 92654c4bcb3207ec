package dev.tuwen.model;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.Device;
import dev.tuwen.compute.spi.DeviceLimits;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.generate.LanguageModel;
import dev.tuwen.generate.LanguageModelOptions;
import dev.tuwen.vision.VisionModel;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A model on a device: files, backend, decoder and vision encoder. Made by [#load], which takes the files and the
/// backend over; closed by its owner, which frees everything in the right order. Engine thread only.
public final class OpenedModel implements AutoCloseable {
    private final ModelParts parts;
    private final Backend backend;
    private final LanguageModel language;
    private final @Nullable VisionModel vision;

    private OpenedModel(ModelParts parts, Backend backend, LanguageModel language, @Nullable VisionModel vision) {
        this.parts = parts;
        this.backend = backend;
        this.language = language;
        this.vision = vision;
    }

    /// Brings the weights to the device.
    ///
    /// @param parts the files; closed with the model, also when this fails
    /// @param backend the device; closed with the model, also when this fails
    /// @param options how the decoder is loaded
    /// @param visionType type to pack the matrices of the vision encoder in; null for the type they are stored in
    /// @throws java.util.concurrent.CancellationException if loading was cancelled
    public static OpenedModel load(
            ModelParts parts, Backend backend, LanguageModelOptions options, @Nullable DType visionType) {
        LanguageModel language = null;
        try {
            language = LanguageModel.open(backend, parts.checkpoint(), options);
            var loading = new LoadOptions(
                    visionType, options.loading().loaded(), options.loading().cancelled());
            VisionModel vision = parts.vision().isEmpty()
                    ? null
                    : VisionModel.open(backend, parts.weights(), parts.vision().get(), loading);
            return new OpenedModel(parts, backend, language, vision);
        } catch (RuntimeException | Error e) {
            if (language != null) {
                language.close();
            }
            backend.close();
            parts.close();
            throw e;
        }
    }

    /// Where it computes.
    public Device device() {
        return backend.device();
    }

    /// The files.
    public ModelParts parts() {
        return parts;
    }

    /// The decoder.
    public LanguageModel language() {
        return language;
    }

    /// The vision encoder, or null in text models.
    public @Nullable VisionModel vision() {
        return vision;
    }

    /// Worker threads of the device on the host.
    public int threads() {
        return backend.threads();
    }

    /// Measures what the device can do at most; nothing else may run meanwhile.
    ///
    /// @param repetitions how often
    public Optional<DeviceLimits> measureLimits(int repetitions) {
        return backend.measureLimits(repetitions);
    }

    /// Memory the weights take.
    public long weightBytes() {
        return language.weightBytes() + (vision == null ? 0 : vision.byteSize());
    }

    @Override
    public void close() {
        try {
            if (vision != null) {
                vision.close();
            }
            language.close();
        } finally {
            try {
                backend.close();
            } finally {
                parts.close();
            }
        }
    }
}

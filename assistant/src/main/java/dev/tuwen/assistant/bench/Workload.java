package dev.tuwen.assistant.bench;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.decoder.Decoder;
import dev.tuwen.decoder.DecoderConfig;
import dev.tuwen.model.ModelParts;
import dev.tuwen.model.WeightPlan;
import dev.tuwen.vision.VisionConfig;
import org.jspecify.annotations.Nullable;

/// How many bytes and multiply-adds a model takes, counted from its shapes. Immutable.
final class Workload {
    private final DecoderConfig decoder;
    private final long layerElements;
    private final long headElements;
    private final long matrixBytes;
    private final long cacheRowBytes;

    /// @param matrixType type the matrices are kept in; null for as stored
    /// @param cacheType type of cached keys and values
    Workload(ModelParts parts, @Nullable DType matrixType, DType cacheType) {
        decoder = parts.decoder();
        Decoder model = parts.family().decoder().decoder(decoder, cacheType);
        long elements = 0;
        long bytes = 0;
        for (WeightRef ref : model.weightRefs()) {
            if (ref.role() == WeightRef.Role.MATRIX) {
                elements += ref.elements();
                DType stored = parts.weights().dtype(ref.name());
                DType type = matrixType == null ? WeightPlan.kept(stored) : matrixType;
                bytes += WeightPlan.keptBytes(type, ref.rows(), ref.columns());
            }
        }
        headElements = (long) decoder.vocabularySize() * decoder.hiddenSize();
        layerElements = elements - headElements;
        matrixBytes = bytes;
        cacheRowBytes =
                2L * decoder.layerCount() * cacheType.rowBytes(decoder.heads().keyValueColumns());
    }

    /// Multiply-adds of prefill: every matrix for every token, the head for the last one only, attention of
    /// every token to those before it.
    double prefillMultiplyAdds(int tokens) {
        double attention = (double) tokens
                * (tokens + 1)
                * decoder.layerCount()
                * decoder.heads().queryColumns();
        return (double) layerElements * tokens + headElements + attention;
    }

    /// Bytes that the decode of `count` tokens after `past` positions reads: all matrices, and keys and values before
    /// it.
    double decodeBytes(int past, int count) {
        double positions = (double) count * past + (double) count * (count + 1) / 2;
        return (double) matrixBytes * count + cacheRowBytes * positions;
    }

    /// Multiply-adds of encoding one slice of this size.
    static double visionMultiplyAdds(VisionConfig config, int pixelWidth, int pixelHeight) {
        var tower = config.tower();
        double width = tower.width();
        double hidden = config.hidden();
        double queries = config.queries();
        long patchCount = (long) (pixelWidth / tower.patch()) * (pixelHeight / tower.patch());
        double patches = (double) patchCount;
        double block = patches * (4 * width * width + 2 * width * tower.mlpWidth()) + 2 * patches * patches * width;
        double resampler = patches * hidden * (width + 2 * hidden) + queries * hidden * (3 * hidden + 2 * patches);
        return patches * tower.patchSize() * width + tower.blocks() * block + resampler;
    }
}

package dev.tuwen.vision;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.WeightSource;
import dev.tuwen.vision.resampler.ResamplerWeights;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// The weights of a model, and one more: the resampler's last projection, turned round.
///
/// It is the only matrix stored input by output. Turned here, once, it is a projection like all others to every
/// backend. Does not own the source behind it.
final class VisionWeightSource implements WeightSource {

    private final WeightSource stored;

    VisionWeightSource(WeightSource stored) {
        this.stored = stored;
    }

    @Override
    public boolean has(String name) {
        return stored.has(storedName(name));
    }

    @Override
    public DType dtype(String name) {
        return stored.dtype(storedName(name));
    }

    @Override
    public List<Long> dimensions(String name) {
        List<Long> dimensions = stored.dimensions(storedName(name));
        return turned(name) ? dimensions.reversed() : dimensions;
    }

    private String storedName(String name) {
        return turned(name) ? ResamplerWeights.PROJECTION_STORED : name;
    }

    /// GGUF files have it the usual way round already.
    private boolean turned(String name) {
        return name.equals(ResamplerWeights.PROJECTION) && !stored.has(ResamplerWeights.PROJECTION);
    }

    @Override
    public MemorySegment bytes(WeightRef ref) {
        if (!turned(ref.name())) {
            return stored.bytes(ref);
        }
        DType type = stored.dtype(ResamplerWeights.PROJECTION_STORED);
        if (type.isQuantized()) {
            throw new IllegalArgumentException("weight '" + ResamplerWeights.PROJECTION_STORED + "' is of type " + type
                    + ", which cannot be transposed; expected F32, F16 or BF16");
        }
        int inputs = ref.columns();
        int outputs = Math.toIntExact(
                stored.dimensions(ResamplerWeights.PROJECTION_STORED).getLast());
        var whole = WeightRef.matrix(ResamplerWeights.PROJECTION_STORED, inputs, outputs);
        byte[] columns = columns(stored.bytes(whole), type.blockBytes(), inputs, outputs, ref);
        stored.release(whole);
        return MemorySegment.ofArray(columns);
    }

    /// Columns `ref.firstRow` and on of a row-major `[inputs, outputs]`, each as a row.
    private static byte[] columns(MemorySegment from, int size, int inputs, int outputs, WeightRef ref) {
        byte[] to = new byte[Math.toIntExact(Math.multiplyExact(ref.elements(), (long) size))];
        MemorySegment target = MemorySegment.ofArray(to);
        for (int row = 0; row < ref.rows(); row++) {
            for (int column = 0; column < inputs; column++) {
                long source = ((long) column * outputs + ref.firstRow() + row) * size;
                MemorySegment.copy(from, source, target, ((long) row * inputs + column) * size, size);
            }
        }
        return to;
    }

    @Override
    public void release(WeightRef ref) {
        if (!turned(ref.name())) {
            stored.release(ref);
        }
    }

    @Override
    public void close() {
        // The source behind it belongs to whoever opened it.
    }
}

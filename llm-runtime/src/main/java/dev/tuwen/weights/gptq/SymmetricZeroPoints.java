package dev.tuwen.weights.gptq;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.weights.TensorSource;
import dev.tuwen.weights.stored.LittleEndian;
import java.lang.foreign.MemorySegment;
import java.util.List;

/// Tells which version of the format symmetric files are of. Their zero points are all 8, so that they are stored as 7
/// in the first version and as 8 in the second, and a file with one of them everywhere proves its version whatever its
/// settings say: tools have written the second under the name of the first. Stateless.
final class SymmetricZeroPoints {
    private static final String ZERO_POINTS = ".qzeros";
    private static final int MIDDLE = 8;
    private static final int LONGEST = 1 << 26;

    private SymmetricZeroPoints() {}

    /// The settings, with the version that the zero points prove.
    static QuantizationConfig settled(QuantizationConfig said, TensorSource stored) {
        if (!said.symmetric()) {
            return said;
        }
        int alike = -1;
        for (String name : stored.names()) {
            if (!name.endsWith(ZERO_POINTS)) {
                continue;
            }
            int only = onlyNibble(stored, name);
            if (only < 0 || (alike >= 0 && only != alike)) {
                return said;
            }
            alike = only;
        }
        return alike == MIDDLE || alike == MIDDLE - 1 ? said.withZeroPointsStoredMinusOne(alike != MIDDLE) : said;
    }

    /// The number that all nibbles are, or -1.
    private static int onlyNibble(TensorSource stored, String name) {
        List<Long> axes = stored.dimensions(name);
        long words = axes.stream().reduce(1L, (one, other) -> Math.min(LONGEST, one) * Math.min(LONGEST, other));
        if (axes.size() != 2 || words < 1 || words > LONGEST || stored.dtype(name) != DType.I32) {
            return -1;
        }
        var table =
                WeightRef.table(name, axes.getFirst().intValue(), axes.getLast().intValue());
        MemorySegment numbers = stored.bytes(table);
        int first = numbers.get(LittleEndian.INT, 0);
        boolean alike = first == (first & 15) * 0x11111111;
        for (long word = 1; alike && word < words; word++) {
            alike = numbers.get(LittleEndian.INT, word * Integer.BYTES) == first;
        }
        stored.release(table);
        return alike ? first & 15 : -1;
    }
}

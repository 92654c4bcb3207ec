package dev.tuwen.compute.cpu.vector;

import static dev.tuwen.compute.cpu.vector.VectorConstants.FLOATS;
import static dev.tuwen.compute.cpu.vector.VectorConstants.LANES;
import static dev.tuwen.compute.cpu.vector.VectorConstants.ORDER;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import jdk.incubator.vector.FloatVector;

/// Attention of one query row of one head, over positions where they lie.
final class VectorHeads {
    private static final long VECTOR = 4L * LANES;

    private VectorHeads() {}

    /// `to[s] = Σ_c query[c] · keys[s, c]`, two positions at a time.
    static void scores(
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long keysOffset,
            long keysPitch,
            int positions,
            int width,
            MemorySegment to,
            long toOffset) {
        int s = 0;
        for (; s <= positions - 2; s += 2) {
            long first = keysOffset + s * keysPitch;
            long second = first + keysPitch;
            FloatVector a = FloatVector.zero(FLOATS);
            FloatVector b = a;
            int c = 0;
            for (; c <= width - LANES; c += LANES) {
                FloatVector q = FloatVector.fromMemorySegment(FLOATS, query, queryOffset + 4L * c, ORDER);
                a = a.add(q.mul(FloatVector.fromMemorySegment(FLOATS, keys, first + 4L * c, ORDER)));
                b = b.add(q.mul(FloatVector.fromMemorySegment(FLOATS, keys, second + 4L * c, ORDER)));
            }
            float firstSum = VectorSums.of(a);
            float secondSum = VectorSums.of(b);
            for (; c < width; c++) {
                float q = query.get(JAVA_FLOAT_UNALIGNED, queryOffset + 4L * c);
                firstSum += q * keys.get(JAVA_FLOAT_UNALIGNED, first + 4L * c);
                secondSum += q * keys.get(JAVA_FLOAT_UNALIGNED, second + 4L * c);
            }
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * s, firstSum);
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * (s + 1), secondSum);
        }
        if (s < positions) {
            last(query, queryOffset, keys, keysOffset + s * keysPitch, width, to, toOffset + 4L * s);
        }
    }

    private static void last(
            MemorySegment query,
            long queryOffset,
            MemorySegment keys,
            long key,
            int width,
            MemorySegment to,
            long toOffset) {
        FloatVector a = FloatVector.zero(FLOATS);
        int c = 0;
        for (; c <= width - LANES; c += LANES) {
            FloatVector q = FloatVector.fromMemorySegment(FLOATS, query, queryOffset + 4L * c, ORDER);
            a = a.add(q.mul(FloatVector.fromMemorySegment(FLOATS, keys, key + 4L * c, ORDER)));
        }
        float sum = VectorSums.of(a);
        for (; c < width; c++) {
            sum += query.get(JAVA_FLOAT_UNALIGNED, queryOffset + 4L * c) * keys.get(JAVA_FLOAT_UNALIGNED, key + 4L * c);
        }
        to.set(JAVA_FLOAT_UNALIGNED, toOffset, sum);
    }

    /// `to[c] += Σ_s shares[s] · values[s, c]`, two vectors of columns at a time.
    static void mix(
            MemorySegment shares,
            long sharesOffset,
            MemorySegment values,
            long valuesOffset,
            long valuesPitch,
            int positions,
            int width,
            MemorySegment to,
            long toOffset) {
        int c = 0;
        for (; c <= width - 2 * LANES; c += 2 * LANES) {
            long from = valuesOffset + 4L * c;
            FloatVector a = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 4L * c, ORDER);
            FloatVector b = FloatVector.fromMemorySegment(FLOATS, to, toOffset + 4L * c + VECTOR, ORDER);
            for (int s = 0; s < positions; s++) {
                FloatVector share =
                        FloatVector.broadcast(FLOATS, shares.get(JAVA_FLOAT_UNALIGNED, sharesOffset + 4L * s));
                long row = from + s * valuesPitch;
                a = a.add(share.mul(FloatVector.fromMemorySegment(FLOATS, values, row, ORDER)));
                b = b.add(share.mul(FloatVector.fromMemorySegment(FLOATS, values, row + VECTOR, ORDER)));
            }
            a.intoMemorySegment(to, toOffset + 4L * c, ORDER);
            b.intoMemorySegment(to, toOffset + 4L * c + VECTOR, ORDER);
        }
        for (; c < width; c++) {
            float sum = to.get(JAVA_FLOAT_UNALIGNED, toOffset + 4L * c);
            for (int s = 0; s < positions; s++) {
                sum += shares.get(JAVA_FLOAT_UNALIGNED, sharesOffset + 4L * s)
                        * values.get(JAVA_FLOAT_UNALIGNED, valuesOffset + s * valuesPitch + 4L * c);
            }
            to.set(JAVA_FLOAT_UNALIGNED, toOffset + 4L * c, sum);
        }
    }
}

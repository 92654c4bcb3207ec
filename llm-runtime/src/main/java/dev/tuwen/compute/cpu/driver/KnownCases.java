package dev.tuwen.compute.cpu.driver;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/// Compares each function of the machine code with its scalar twin on a small case, once, before it is made use of: a
/// processor or an emulator that computes something else must not go unnoticed. Made for one check; one thread.
///
/// Nothing is compiled yet when this runs, so cases are as small as they can be and still enter each loop.
final class KnownCases {
    private static final int BLOCK = 32;

    /// A row more than the tiles of AMX take at once.
    private static final int ROWS = 17;

    private final int lanes;
    private int state = 1;

    private KnownCases(int lanes) {
        this.lanes = lanes;
    }

    /// Name of the first function that differs from its twin, or nothing. No streams or lambdas, which take the machine
    /// longer to make than all of this takes.
    static String differing(MachineCode code) {
        var cases = new KnownCases(code.lanes());
        String name = cases.q4(code.q4());
        if (name.isEmpty()) {
            name = cases.q8(code.q8());
        }
        if (name.isEmpty()) {
            name = cases.rounded(code.rounded(), false);
        }
        if (name.isEmpty()) {
            name = cases.rounded(code.rounded(), true);
        }
        if (name.isEmpty() && code.split().isPresent()) {
            name = cases.split(code.split().get());
        }
        if (name.isEmpty()) {
            name = cases.cacheF16(code.cache());
        }
        return name.isEmpty() ? cases.cacheQ8(code.cache()) : name;
    }

    private String q4(Q4Code q4) {
        int panelRows = 4 * lanes;
        int blocks = 2;
        var stored = new byte[18 * panelRows * blocks];
        var panel = new byte[stored.length];
        var weights = new float[panelRows][blocks * BLOCK];
        for (int r = 0; r < panelRows; r++) {
            for (int b = 0; b < blocks; b++) {
                storeQ4(stored, panel, weights, r, b);
            }
        }
        if (q4.packs()) {
            var packed = new byte[panel.length];
            q4.pack(segment(stored), segment(packed), blocks);
            if (!Arrays.equals(packed, panel)) {
                return "pack_q4";
            }
        }
        float[] x = numbers(ROWS * blocks * BLOCK);
        var rows =
                new Q4Code.Rows(segment(new byte[32 * blocks * BLOCK * 4]), workspace(2 * 32), workspace(2 * 32), 32);
        var sums = new float[ROWS * panelRows];
        MemorySegment work = segment(new byte[Q4Code.WORK_BYTES]);
        q4.quantizeRows(segment(x), 4L * blocks * BLOCK, rows, blocks, ROWS);
        q4.multiply(segment(panel), rows, segment(sums), work, blocks, ROWS);
        for (int t : new int[] {0, 5, ROWS - 1}) {
            if (differs(sums, t * panelRows, productsQ4(weights, x, t))) {
                return "multiply_q4";
            }
        }
        var row = new Q4Code.Rows(rows.numbers(), rows.starts(), rows.scales(), 1);
        var alone = new float[panelRows];
        q4.quantizeRow(segment(x), row, blocks);
        q4.dot(segment(panel), row, segment(alone), blocks);
        return differs(alone, 0, productsQ4(weights, x, 0)) ? "dot_q4" : "";
    }

    /// A block of a row as files have it, as panels do, and its weights.
    private void storeQ4(byte[] stored, byte[] panel, float[][] weights, int r, int b) {
        int panelRows = weights.length;
        float scale = (1 + (r + b) % 3) / 8f;
        int from = 18 * (2 * r + b);
        int to = 18 * panelRows * b;
        half(stored, from, Float.floatToFloat16(scale));
        half(panel, to + 16 * panelRows + halfOffset(r), Float.floatToFloat16(scale));
        for (int k = 0; k < BLOCK; k++) {
            int nibble = next() & 15;
            weights[r][b * BLOCK + k] = (nibble - 8) * scale;
            stored[from + 2 + k % 16] |= (byte) (nibble << (k < 16 ? 0 : 4));
            panel[to + 2 * panelRows * (k / 4) + halfOffset(r) + k % 4 / 2] |= (byte) (nibble << (4 * (k % 2)));
        }
    }

    /// Sums of a row whose blocks are rounded to bytes.
    private static double[] productsQ4(float[][] weights, float[] x, int t) {
        var result = new double[weights.length];
        int columns = weights[0].length;
        for (int b = 0; b < columns; b += BLOCK) {
            float maximum = 0;
            for (int k = b; k < b + BLOCK; k++) {
                maximum = Math.max(maximum, Math.abs(x[t * columns + k]));
            }
            float inverse = 127 / maximum;
            for (int k = b; k < b + BLOCK; k++) {
                double rounded = Math.rint(x[t * columns + k] * inverse) * (maximum / 127);
                for (int r = 0; r < weights.length; r++) {
                    result[r] += rounded * weights[r][k];
                }
            }
        }
        return result;
    }

    private String q8(Q8Code q8) {
        int panelRows = lanes == 8 ? 16 : 64;
        var panel = new byte[34 * panelRows];
        float[] x = numbers(BLOCK);
        var expected = new double[panelRows];
        for (int r = 0; r < panelRows; r++) {
            float scale = (1 + r % 3) / 8f;
            half(panel, 32 * panelRows + halfOffset(r), Float.floatToFloat16(scale));
            for (int k = 0; k < BLOCK; k++) {
                byte quant = (byte) next();
                panel[4 * panelRows * (k / 4) + 4 * r + 3 - k % 4] = quant;
                expected[r] += (double) x[k] * quant * scale;
            }
        }
        var sums = new float[panelRows];
        q8.dot(segment(panel), segment(x), segment(sums), 1);
        return differs(sums, 0, expected) ? "dot_q8" : "";
    }

    private String rounded(RoundedCode rounded, boolean bf16) {
        int panelRows = lanes == 8 ? 16 : 64;
        int rows = 4;
        int columns = 80;
        float[] weights = numbers(columns * panelRows);
        byte[] panel = halves(weights, panelRows, bf16);
        float[] x = numbers(rows * columns);
        MemorySegment roundedRows = workspace(rows * columns);
        MemorySegment roundedPanel = workspace(panelRows * columns);
        var sums = new float[rows * panelRows];
        rounded.roundRows(segment(x), roundedRows, rows, columns, 4L * columns);
        rounded.roundPanel(segment(panel), roundedPanel, columns, bf16, 0);
        rounded.multiply(roundedRows, roundedPanel, segment(sums), rows, columns, 4L * panelRows);
        return differs(sums, panelRows, products(weights, panelRows, x, columns, 1)) ? "multiply_rounded" : "";
    }

    private String split(SplitCode split) {
        int panelRows = 64;
        int rows = 32;
        int columns = 32;
        float[] weights = numbers(columns * panelRows);
        float[] x = numbers(rows * columns);
        MemorySegment splitRows = workspace(rows * columns);
        split.splitRows(segment(x), splitRows, rows, columns, 4L * columns);
        for (boolean packed : new boolean[] {false, true}) {
            MemorySegment splitPanel = workspace(panelRows * columns);
            if (packed) {
                split.splitPanelF16(segment(halves(weights, panelRows, false)), splitPanel, columns, 0);
            } else {
                split.splitPanel(segment(weights), splitPanel, columns);
            }
            var sums = new float[rows * panelRows];
            split.multiply(splitRows, splitPanel, segment(sums), rows, columns, panelRows, 4L * panelRows);
            for (int t : new int[] {1, 30}) {
                if (differs(sums, t * panelRows, products(weights, panelRows, x, columns, t))) {
                    return "multiply_split";
                }
            }
        }
        return "";
    }

    /// Weights `[columns, P]` as a packed panel has them.
    private byte[] halves(float[] weights, int panelRows, boolean bf16) {
        var panel = new byte[2 * weights.length];
        for (int i = 0; i < weights.length; i++) {
            int at = 2 * panelRows * (i / panelRows) + halfOffset(i % panelRows);
            half(panel, at, bf16 ? Float.floatToRawIntBits(weights[i]) >> 16 : Float.floatToFloat16(weights[i]));
        }
        return panel;
    }

    /// Sums of row `t` with weights `[columns, P]`.
    private static double[] products(float[] weights, int panelRows, float[] x, int columns, int t) {
        var result = new double[panelRows];
        for (int k = 0; k < columns; k++) {
            for (int r = 0; r < panelRows; r++) {
                result[r] += (double) x[t * columns + k] * weights[k * panelRows + r];
            }
        }
        return result;
    }

    private String cacheF16(CacheCode cache) {
        int columns = MachineCode.CACHED_COLUMNS;
        int positions = 2 * lanes;
        float[] cached = numbers(positions * columns);
        var keys = new byte[2 * cached.length];
        var values = new byte[2 * cached.length];
        for (int i = 0; i < cached.length; i++) {
            int position = i / columns;
            int c = i % columns;
            short half = Float.floatToFloat16(cached[i]);
            half(keys, keyWord(position, c / 2, columns / 2) + 2 * (c % 2), half);
            half(values, 2 * columns * position + 4 * valueWord(c, 2) + 2 * (c / lanes % 2), half);
        }
        float[] query = numbers(columns);
        var scaled = new float[columns];
        for (int c = 0; c < columns; c++) {
            scaled[c] = query[c] * 0x1p56f;
        }
        var scores = new float[positions];
        cache.keysF16(segment(scaled), segment(keys), segment(scores), 2);
        if (differs(scores, 0, scores(cached, query, 0, columns))) {
            return "keys_f16";
        }
        float[] probabilities = numbers(positions);
        var sums = new float[columns];
        cache.valuesF16(segment(probabilities), segment(values), segment(sums), positions);
        return differs(sums, 0, products(cached, columns, probabilities, positions, 0)) ? "values_f16" : "";
    }

    private String cacheQ8(CacheCode cache) {
        int columns = MachineCode.CACHED_COLUMNS;
        int positions = 2 * lanes;
        var quants = new float[positions * columns];
        var keys = new byte[quants.length];
        var values = new byte[quants.length];
        for (int i = 0; i < quants.length; i++) {
            int position = i / columns;
            int c = i % columns;
            byte quant = (byte) next();
            quants[i] = quant;
            keys[keyWord(position, c / 4, columns / 4) + 3 - c % 4] = quant;
            values[columns * position + 4 * valueWord(c, 4) + 3 - c / lanes % 4] = quant;
        }
        float[] query = numbers(columns);
        byte[] scales = new byte[2 * positions];
        byte[] moreScales = new byte[2 * positions];
        for (int s = 0; s < positions; s++) {
            half(scales, 2 * s, Float.floatToFloat16(1));
            half(moreScales, 2 * s, Float.floatToFloat16(2));
        }
        double[] expected = scores(quants, query, 0, columns / 2);
        double[] more = scores(quants, query, columns / 2, columns);
        for (int s = 0; s < positions; s++) {
            expected[s] += 2 * more[s];
        }
        var scores = new float[positions];
        cache.keysQ8(segment(query), segment(keys), segment(scales), segment(moreScales), segment(scores), 2);
        if (differs(scores, 0, expected)) {
            return "keys_q8";
        }
        float[] probabilities = numbers(positions);
        float[] moreProbabilities = numbers(positions);
        double[] weightedSums = products(quants, columns, probabilities, positions, 0);
        double[] rest = products(quants, columns, moreProbabilities, positions, 0);
        System.arraycopy(rest, columns / 2, weightedSums, columns / 2, columns / 2);
        var sums = new float[columns];
        cache.valuesQ8(segment(probabilities), segment(moreProbabilities), segment(values), segment(sums), positions);
        return differs(sums, 0, weightedSums) ? "values_q8" : "";
    }

    /// Byte of a word of a cached key.
    private int keyWord(int position, int word, int words) {
        return 4 * (position / lanes * lanes * words + word * lanes + position % lanes);
    }

    /// The word of a cached value that a column is in, `perWord` columns a word.
    private int valueWord(int column, int perWord) {
        return column / (perWord * lanes) * lanes + column % lanes;
    }

    /// Scores of a query's columns with keys `[positions, 64]`.
    private static double[] scores(float[] keys, float[] query, int first, int end) {
        int columns = query.length;
        var result = new double[keys.length / columns];
        for (int s = 0; s < result.length; s++) {
            for (int c = first; c < end; c++) {
                result[s] += (double) query[c] * keys[s * columns + c];
            }
        }
        return result;
    }

    /// Whether sums from number `first` on are further from what is expected than rounding makes them; a NaN is.
    private static boolean differs(float[] sums, int first, double[] expected) {
        double error = 0;
        double size = 0;
        for (int i = 0; i < expected.length; i++) {
            double difference = sums[first + i] - expected[i];
            error += difference * difference;
            size += expected[i] * expected[i];
        }
        return !(error <= 1e-7 * size);
    }

    /// Byte of a row's half in the halves of a column, as panels pair them.
    private int halfOffset(int row) {
        return 4 * (row / (2 * lanes) * lanes + row % lanes) + row / lanes % 2 * 2;
    }

    private static void half(byte[] to, int at, int bits) {
        to[at] = (byte) bits;
        to[at + 1] = (byte) (bits >> 8);
    }

    /// From −1 to 1 in steps that F16 and BF16 hold.
    private float[] numbers(int count) {
        var result = new float[count];
        for (int i = 0; i < count; i++) {
            result[i] = ((next() & 127) - 63) / 64f;
        }
        return result;
    }

    /// Eight bits of a linear congruence.
    private int next() {
        state = state * 1664525 + 1013904223;
        return state >>> 24;
    }

    private static MemorySegment workspace(int count) {
        return MemorySegment.ofArray(new float[count]);
    }

    private static MemorySegment segment(float[] numbers) {
        return MemorySegment.ofArray(numbers);
    }

    private static MemorySegment segment(byte[] bytes) {
        return MemorySegment.ofArray(bytes);
    }
}

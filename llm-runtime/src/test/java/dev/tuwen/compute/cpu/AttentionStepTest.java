package dev.tuwen.compute.cpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tuwen.compute.DType;
import dev.tuwen.compute.Heads;
import dev.tuwen.compute.KeyValues;
import dev.tuwen.compute.Program;
import dev.tuwen.compute.ProgramBuilder;
import dev.tuwen.compute.Value;
import dev.tuwen.compute.WeightRef;
import dev.tuwen.compute.spi.Backend;
import dev.tuwen.compute.spi.BackendOptions;
import dev.tuwen.compute.spi.Backends;
import dev.tuwen.compute.spi.Bindings;
import dev.tuwen.compute.spi.Executable;
import dev.tuwen.compute.spi.LoadOptions;
import dev.tuwen.compute.spi.WeightStore;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Attention beside matrices of 16 bits, for which a processor with tiles splits numbers, against attention beside
/// matrices in F32, for which none does.
class AttentionStepTest {
    private static final int HEADS = 2;

    @ParameterizedTest
    @CsvSource({"96, 72, false", "300, 72, false", "608, 64, true", "700, 40, true"})
    void isAsAccurateBesideSixteenBitsAsInFull(int rows, int width, boolean causal) {
        var random = new Random(rows);
        float[] x = numbers(random, rows * HEADS * width);

        float[] full = attended(x, rows, width, causal, DType.F32);
        float[] rounded = attended(x, rows, width, causal, DType.F16);

        for (int i = 0; i < full.length; i++) {
            assertThat(rounded[i]).as("number %d", i).isCloseTo(full[i], Offset.offset(5e-5f));
        }
    }

    /// Rows attending to themselves, beside a matrix that is packed in a type.
    private static float[] attended(float[] x, int rows, int width, boolean causal, DType type) {
        int columns = HEADS * width;
        WeightRef same = WeightRef.matrix("same", columns, columns);
        var builder = new ProgramBuilder("attention");
        Value input = builder.input("x", rows, columns);
        Value attended = builder.attention(
                input, new KeyValues.Inline(input, input), new Heads(HEADS, HEADS, width), 0.3f, causal);
        Value result = builder.linear(attended, same);
        builder.output(attended);
        builder.output(result);
        Program program = builder.build();
        var to = new float[x.length];
        try (Backend backend = Backends.choose("cpu").open(BackendOptions.DEFAULT);
                WeightStore weights =
                        backend.load(identity(columns), List.of(same), new LoadOptions(type, ref -> {}, () -> false));
                Executable executable = backend.compile(program, weights)) {
            executable
                    .submit(new Bindings()
                            .input(input, MemorySegment.ofArray(x))
                            .output(attended, MemorySegment.ofArray(to)))
                    .await();
        }
        return to;
    }

    private static float[] numbers(Random random, int count) {
        var numbers = new float[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = (float) random.nextGaussian();
        }
        return numbers;
    }

    private static OneMatrix identity(int columns) {
        var identity = new float[columns * columns];
        for (int i = 0; i < columns; i++) {
            identity[i * columns + i] = 1;
        }
        return new OneMatrix(DType.F32, columns, columns, MemorySegment.ofArray(identity));
    }
}

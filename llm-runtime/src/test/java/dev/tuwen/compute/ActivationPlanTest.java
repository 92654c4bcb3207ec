package dev.tuwen.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ActivationPlanTest {
    private static final int ALIGNMENT = 64;

    @Test
    void reusesTheMemoryOfValuesNobodyReadsAnyMore() {
        var p = new ProgramBuilder("chain");
        Value x = p.input("x", 16, 16);
        for (int i = 0; i < 20; i++) {
            x = p.scale(x, 2);
        }
        p.output(x);

        ActivationPlan plan = ActivationPlan.of(p.build(), ALIGNMENT);

        assertThat(plan.byteSize()).isEqualTo(2 * 16 * 16 * 4);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void neverLetsLiveValuesOverlap(long seed) {
        Program program = random(new Random(seed));

        ActivationPlan plan = ActivationPlan.of(program, ALIGNMENT);

        Map<Value, int[]> lives = lives(program);
        for (Value a : lives.keySet()) {
            assertThat(plan.offset(a) % ALIGNMENT).isZero();
            assertThat(plan.offset(a) + a.byteSize()).isLessThanOrEqualTo(plan.byteSize());
            for (Value b : lives.keySet()) {
                boolean together = lives.get(a)[0] <= lives.get(b)[1] && lives.get(b)[0] <= lives.get(a)[1];
                if (a.number() < b.number() && together) {
                    assertThat(plan.offset(a) + a.byteSize() <= plan.offset(b)
                                    || plan.offset(b) + b.byteSize() <= plan.offset(a))
                            .as("%s and %s, seed %d", a, b, seed)
                            .isTrue();
                }
            }
        }
    }

    @Test
    void refusesValuesOfAnotherProgram() {
        var p = new ProgramBuilder("one");
        p.output(p.scale(p.input("x", 1, 1), 2));
        ActivationPlan plan = ActivationPlan.of(p.build(), ALIGNMENT);
        var stranger = new Value(7, "stranger", DType.F32, new Shape(1, 1));

        assertThatIllegalArgumentException().isThrownBy(() -> plan.offset(stranger));
    }

    private static Program random(Random random) {
        var p = new ProgramBuilder("random");
        List<Value> values = new ArrayList<>();
        values.add(p.input("a", 3, 5));
        values.add(p.input("b", 3, 5));
        for (int i = 0; i < 40; i++) {
            Value a = values.get(random.nextInt(values.size()));
            Value b = values.get(random.nextInt(values.size()));
            values.add(a.rows() == b.rows() || b.rows() == 1 ? p.add(a, b) : p.lastRow(b));
        }
        p.output(values.getLast());
        p.output(values.get(20));
        return p.build();
    }

    /// First and last operation during which each value is needed.
    private static Map<Value, int[]> lives(Program program) {
        var lives = new HashMap<Value, int[]>();
        program.inputs().forEach(input -> lives.put(input, new int[] {-1, -1}));
        for (int i = 0; i < program.ops().size(); i++) {
            Op op = program.ops().get(i);
            for (Value operand : op.operands()) {
                Objects.requireNonNull(lives.get(operand))[1] = i;
            }
            Value result = op.result();
            if (result != null) {
                lives.put(result, new int[] {i, i});
            }
        }
        program.outputs()
                .forEach(output -> Objects.requireNonNull(lives.get(output))[1] =
                        program.ops().size());
        return lives;
    }
}

package dev.tuwen.compute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ProgramBuilderTest {
    private final ProgramBuilder p = new ProgramBuilder("program", name -> name.equals("wanted"));
    private final Value x = p.input("x", 3, 8);
    private final Param past = new Param("past");

    @Test
    void saysWhichWeightDoesNotFit() {
        WeightRef weight = WeightRef.matrix("layers.3.query", 4, 9);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.linear(x, weight))
                .withMessage("linear 'layers.3.query': input has 8 columns, weight expects 9");
    }

    @Test
    void refusesOperandsOfTheWrongKind() {
        WeightRef table = WeightRef.table("table", 10, 8);
        WeightRef vector = WeightRef.vector("vector", 7);
        Value ids = p.ids("ids", 3);

        assertThatIllegalArgumentException().isThrownBy(() -> p.linear(x, table));
        assertThatIllegalArgumentException().isThrownBy(() -> p.rmsNorm(x, vector, 1e-5f));
        assertThatIllegalArgumentException().isThrownBy(() -> p.embed(x, table, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> p.scale(ids, 2));
        assertThatIllegalArgumentException().isThrownBy(() -> p.add(x, p.input("y", 2, 8)));
        assertThatIllegalArgumentException().isThrownBy(() -> p.rope(x, 3, 4, past, 10_000));
        assertThatIllegalArgumentException().isThrownBy(() -> p.rope(x, 8, 1, past, 10_000));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.writeRows(x, new BufferRef("buffer", DType.F32, 7), past));
    }

    @Test
    void refusesAttentionWhosePartsDoNotAgree() {
        Value more = p.input("more", 5, 8);
        Value narrow = p.input("narrow", 3, 4);
        Heads heads = Heads.of(2, 4);
        BufferRef keys = BufferRef.keys("keys", DType.F16, heads);
        BufferRef values = BufferRef.values("values", DType.F16, heads);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Inline(more, more), heads, 1, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Inline(more, x), heads, 1, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Inline(narrow, narrow), heads, 1, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Cached(keys, values, past), heads, 1, false));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Cached(keys, keys, past), heads, 1, true));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> p.attention(x, new KeyValues.Cached(keys, values, past), Heads.of(4, 2), 1, true));
    }

    @Test
    void refusesValuesOfAnotherProgram() {
        Value stranger = new ProgramBuilder("other").input("stranger", 3, 8);

        assertThatIllegalArgumentException().isThrownBy(() -> p.scale(stranger, 2));
    }

    @Test
    void makesOutputsOfProbesThatAreWanted() {
        Value wanted = p.scale(x, 2);
        Value unwanted = p.scale(x, 3);
        p.probe("wanted", wanted);
        p.probe("unwanted", unwanted);

        Program program = p.build();

        assertThat(program.outputs()).containsExactly(wanted);
        assertThat(program.probes()).containsOnlyKeys("wanted");
    }

    @Test
    void refusesAProgramThatDoesNothing() {
        p.scale(x, 2);

        assertThatIllegalStateException().isThrownBy(p::build);
    }

    @Test
    void listsWhatAProgramReads() {
        WeightRef gain = WeightRef.vector("gain", 8);
        var cache = new BufferRef("cache", DType.F16, 8);
        p.writeRows(p.rmsNorm(p.rmsNorm(x, gain, 1e-5f), gain, 1e-5f), cache, past);

        Program program = p.build();

        assertThat(program.weights()).containsExactly(gain);
        assertThat(program.buffers()).containsExactly(cache);
        assertThat(program.params()).containsExactly(past);
        assertThat(ProgramPrinter.print(program).lines()).hasSize(5).anyMatch(line -> line.contains("'cache' at past"));
    }
}
